/// Whole jobs over real sockets, against a server process with a real file.

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"
#include "tests/support/rounds.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

std::string submit(const http_client& http, const std::string& company) {
  auto answer
    = http.post("/api/research/generate", json{{"companyName", company}});
  REQUIRE(answer.status == 202);
  return answer.json().at("jobId").get<std::string>();
}

json events_of(const http_client& http, const std::string& id) {
  auto items = json::array();
  for (;;) {
    auto last = items.empty() ? 0 : items.back().at("seq").get<int>();
    auto page = http
                  .get("/api/research/" + id
                       + "/events?limit=7&after=" + std::to_string(last))
                  .json();
    for (auto& item : page.at("items"))
      items.push_back(item);
    if (items.empty() || items.back().at("seq") == page.at("lastSeq"))
      return items;
  }
}

void check_dense(const json& events) {
  for (std::size_t i = 0; i < events.size(); ++i)
    REQUIRE(events[i].at("seq") == i + 1);
}

} // namespace

TEST_CASE("a submitted job becomes a report", "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  auto id = submit(http, "Northwind Instruments");
  auto job = await_end(server.port(), id);
  CHECK(job.at("status") == "completed");
  CHECK(job.at("progress") == 1.0);
  CHECK(job.at("revision") == 13);
  CHECK(job.at("demo") == true);
  auto report = http.get("/api/research/" + id).json();
  CHECK(report.at("section10").is_object());
  CHECK(report.at("metadata").at("sectionsFailed").empty());
  auto events = events_of(http, id);
  check_dense(events);
  CHECK(events.size() == job.at("lastSeq"));
}

TEST_CASE("a job survives kill -9, and completed stages do not run again",
          "[system]") {
  server_process server{{"demo.profile=fast"}};
  auto rounds = rounds_of("TEST_CRASH_ROUNDS", 5);
  std::mt19937 chance{20261121};
  for (int round = 0; round < rounds; ++round) {
    INFO("round " << round);
    auto id
      = submit(http_client{server.port()}, "Round " + std::to_string(round));
    auto wanted = std::uniform_int_distribution<int>{3, 20}(chance);
    ws_client socket{server.port()};
    socket.send({{"type", "subscribe"}, {"jobId", id}, {"deltas", false}});
    for (auto seen = socket.next_of("snapshot").at("seq").get<int>();
         seen < wanted;)
      seen = socket.next_of("event").at("seq").get<int>();
    server.kill();
    server.start();
    auto job = await_end(server.port(), id);
    CHECK(job.at("status") == "completed");
    auto events = events_of(http_client{server.port()}, id);
    check_dense(events);
    std::map<std::string, int> completed;
    for (const auto& event : events)
      if (event.at("event") == "stage.completed")
        ++completed[event.at("stage").get<std::string>()];
    CHECK(completed.size() == 11);
    for (const auto& [stage, times] : completed)
      CHECK(times == 1);
  }
}

TEST_CASE("SIGTERM suspends the job, and it goes on at the next start",
          "[system]") {
  server_process server{{"demo.profile=fast", "server.drain_timeout_ms=50"}};
  auto id = submit(http_client{server.port()}, "Acme");
  CHECK(server.terminate() == 0);
  server.start();
  CHECK(await_end(server.port(), id).at("status") == "completed");
  auto attempts = http_client{server.port()}
                    .get("/api/research/" + id + "/attempts")
                    .json();
  CHECK(attempts.at("items").at(0).at("outcome") == "drained");
}
