/// dossier-load ends when its work is done, and when it is told to.

#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <signal.h>

using namespace dossier::test;

namespace {

std::vector<std::string> load_on(const server_process& server,
                                 std::vector<std::string> more) {
  more.insert(more.begin(),
              {"--url", "http://127.0.0.1:" + std::to_string(server.port()),
               "--quiet", "--watchers", "1"});
  return more;
}

} // namespace

TEST_CASE("a load ends with few jobs, as many as auditors, and more",
          "[system]") {
  server_process server{{"demo.profile=instant"}};
  for (const auto* jobs : {"1", "3", "16", "17"}) {
    INFO(jobs);
    child_process load{"dossier-load", load_on(server, {"--jobs", jobs})};
    const auto line = nlohmann::json::parse(load.rest());
    CHECK(load.wait() == 0);
    CHECK(line.at("acknowledged") == std::stoi(jobs));
    CHECK(line.at("violations").at("count") == 0);
  }
}

TEST_CASE("a load that is told to stop says what it found", "[system]") {
  // A server of its own for each: a job whose load is gone may still arrive.
  const auto number = GENERATE(SIGTERM, SIGINT);
  server_process server{{"demo.profile=instant"}};
  http_session http{server.port()};
  child_process load{"dossier-load",
                     load_on(server, {"--seconds", "1000", "--rate", "20"})};
  while (http.get("/api/research").json().at("items").empty()) {
    // Until it is at work.
  }
  load.signal(number);
  CHECK(nlohmann::json::parse(load.rest()).at("program") == "dossier-load");
  CHECK(load.wait() == 130);
}
