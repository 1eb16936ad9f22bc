/// Many clients that come and go while jobs run.

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <random>
#include <thread>

using namespace dossier::test;
using json = nlohmann::json;

namespace {

constexpr int watcher_count = 50;

struct history {
  /// Where the snapshot stood, and its job.
  std::uint64_t snapshot_seq = 0;
  json snapshot;
  std::map<std::uint64_t, std::string> events;
  int connections = 0;
  std::string fault;
};

/// Follows a job to its end, letting go of the socket at random.
class watcher {
public:
  watcher(std::uint16_t port, std::string id, unsigned seed)
    : port_(port), id_(std::move(id)), chance_(seed) {
    // nop
  }

  history watch() {
    while (!has_ended_ && result_.fault.empty())
      connect();
    return std::move(result_);
  }

private:
  void connect() {
    ws_client socket{port_};
    ++result_.connections;
    json subscribe{{"type", "subscribe"}, {"jobId", id_}};
    if (result_.connections > 1)
      subscribe["sinceSeq"] = last_;
    socket.send(subscribe);
    auto patience = std::uniform_int_distribution<int>{1, 25}(chance_);
    while (!has_ended_ && patience-- > 0 && result_.fault.empty())
      take(socket.next());
  }

  void take(const json& frame) {
    auto type = frame.at("type").get<std::string>();
    if (type == "snapshot")
      take_snapshot(frame);
    else if (type == "event")
      take_event(frame);
    else if (type == "error")
      result_.fault = frame.dump();
  }

  void take_snapshot(const json& frame) {
    result_.snapshot_seq = last_ = frame.at("seq").get<std::uint64_t>();
    result_.snapshot = frame.at("job");
    auto status = result_.snapshot.at("status").get<std::string>();
    has_ended_ = status != "queued" && status != "running";
  }

  void take_event(const json& frame) {
    auto seq = frame.at("seq").get<std::uint64_t>();
    if (seq != last_ + 1)
      result_.fault
        = "after " + std::to_string(last_) + " came " + std::to_string(seq);
    last_ = seq;
    auto event = frame;
    event.erase("v");
    event.erase("type");
    result_.events[seq] = event.dump();
    has_ended_ = frame.at("event") == "job.finished";
  }

  std::uint16_t port_;
  std::string id_;
  std::mt19937 chance_;
  history result_;
  std::uint64_t last_ = 0;
  bool has_ended_ = false;
};

} // namespace

TEST_CASE("watchers that come and go see one and the same history",
          "[system]") {
  server_process server{{"demo.profile=fast"}};
  http_client http{server.port()};
  auto answer = http.post("/api/research/generate",
                          json{{"companyName", "Northwind Instruments"}});
  auto id = answer.json().at("jobId").get<std::string>();

  std::vector<history> histories(watcher_count);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < watcher_count; ++i)
    threads.emplace_back([&, i] {
      try {
        histories[i] = watcher{server.port(), id, 1000 + i}.watch();
      } catch (const std::exception& reason) {
        histories[i].fault = reason.what();
      }
    });
  for (auto& thread : threads)
    thread.join();

  std::map<std::uint64_t, std::string> stored;
  auto page = http.get("/api/research/" + id + "/events?limit=1000").json();
  for (const auto& event : page.at("items"))
    stored[event.at("seq").get<std::uint64_t>()] = event.dump();
  auto reconnected = 0;
  for (const auto& seen : histories) {
    CHECK(seen.fault == "");
    reconnected += seen.connections > 1;
    auto expected = stored;
    expected.erase(expected.begin(), expected.upper_bound(seen.snapshot_seq));
    CHECK(seen.events == expected);
  }
  CHECK(reconnected == watcher_count);
}

TEST_CASE("a snapshot equals what GET says", "[system]") {
  server_process server{{"demo.profile=instant"}};
  http_client http{server.port()};
  auto answer
    = http.post("/api/research/generate", json{{"companyName", "Acme"}});
  auto id = answer.json().at("jobId").get<std::string>();
  ws_client first{server.port()};
  first.send({{"type", "subscribe"}, {"jobId", id}});
  auto snapshot = first.next_of("snapshot");
  auto status = snapshot.at("job").at("status").get<std::string>();
  while (status == "queued" || status == "running")
    if (auto frame = first.next_of("event");
        frame.at("event") == "job.finished")
      status = frame.at("data").at("status").get<std::string>();
  ws_client second{server.port()};
  second.send({{"type", "subscribe"}, {"jobId", id}});
  CHECK(second.next_of("snapshot").at("job")
        == http.get("/api/research/jobs/" + id).json());
}
