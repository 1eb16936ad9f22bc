/// An administrator at the prompt, and what everybody else sees of it.

#include "tests/support/processes/ctl_process.hpp"
#include "tests/support/processes/http_client.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

/// A server whose provider cannot be reached, so that every job fails with
/// `transient`.
struct unreachable_provider_world {
  unreachable_provider_world() {
    ::setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789abcdef", 1);
    server = std::make_unique<server_process>(std::vector<std::string>{
      "provider.base_url=http://127.0.0.1:1", "retry.base_delay_ms=1"});
    ::unsetenv("ANTHROPIC_API_KEY");
  }

  http_client http() const {
    return http_client{server->port()};
  }

  std::string submit(const std::string& company) const {
    return http()
      .post("/api/research/generate", json{{"companyName", company}})
      .json()
      .at("jobId")
      .get<std::string>();
  }

  json job(const std::string& id) const {
    return http().get("/api/research/jobs/" + id).json();
  }

  std::unique_ptr<server_process> server;
};

/// Somebody else, who looks at the list of jobs.
class onlooker {
public:
  explicit onlooker(std::uint16_t port) : socket_(port) {
    socket_.send({{"type", "subscribe"}, {"feed", "jobs"}});
    socket_.next_of("jobs");
  }

  /// Waits until a change of the job leaves it at `status`.
  void await(const std::string& id, const std::string& status) {
    for (;;) {
      const auto item = socket_.next_of("job").at("item");
      if (item.at("id") == id && item.at("status") == status)
        return;
    }
  }

private:
  ws_client socket_;
};

/// What the program printed as one JSON value.
json answer_of(ctl_process& ctl, const std::string& line) {
  ctl.type(line);
  auto text = ctl.read_until("\n}\n");
  return json::parse(text);
}

} // namespace

TEST_CASE("an administrator pauses, starts one, resumes and reruns what "
          "failed, and others see it live",
          "[system]") {
  unreachable_provider_world world;
  ctl_process console{world.server->port(), {"console", "--json"}};
  CHECK(answer_of(console, "pause").at("paused") == true);
  const auto first = world.submit("Acme");
  const auto second = world.submit("Bolt");
  CHECK(world.job(first).at("queuePosition") == 1);

  onlooker looks{world.server->port()};
  CHECK(answer_of(console, "start " + second).at("jobId") == second);
  looks.await(second, "failed");
  CHECK(world.job(first).at("status") == "queued");
  CHECK(answer_of(console, "resume").at("paused") == false);
  looks.await(first, "failed");
  CHECK(world.job(first).at("stages").at(0).at("errorClass") == "transient");

  onlooker sees_reruns{world.server->port()};
  const auto rerun = answer_of(console, "rerun --class transient --last 1h");
  REQUIRE(rerun.at("jobs").size() == 2);
  CHECK(rerun.at("jobs")[0].at("sections").size() == 11);
  // The first failed after the second did, so it is the last to be rerun.
  sees_reruns.await(first, "queued");
  sees_reruns.await(first, "failed");
  CHECK(world.job(first).at("generation") == 2);

  const auto record = answer_of(console, "audit").at("items");
  REQUIRE(record.size() == 4);
  CHECK(record[0].at("action") == "rerunJobs");
  CHECK(record[0].at("by") == "local");
  CHECK(record[2].at("target") == second);
  console.type("quit");
  CHECK(console.finish() == 0);
}

TEST_CASE("the console, HTTP and the metrics agree", "[system]") {
  unreachable_provider_world world;
  const auto http = world.http();
  const auto id = world.submit("Acme");
  {
    ws_client socket{world.server->port()};
    socket.send({{"type", "subscribe"}, {"jobId", id}, {"deltas", false}});
    auto status = socket.next_of("snapshot").at("job").at("status");
    for (auto ended = status == "failed"; !ended;)
      ended = socket.next_of("event").at("event") == "job.finished";
    socket.send({{"type", "admin"}, {"id", "1"}, {"command", "checkJobs"}});
    const auto check = socket.next_of("admin").at("result");
    CHECK(check.at("checked") == 1);
    CHECK(check.at("items").empty());
  }
  CHECK(http
          .send("PUT", "/api/admin/queue/limits", R"({"maxRunningJobs":3})",
                {{"Content-Type", "application/json"}})
          .json()
          .at("maxRunningJobs")
        == 3);
  CHECK(http
          .send("PUT", "/api/admin/queue/limits", R"({"maxRunningJobs":-3})",
                {{"Content-Type", "application/json"}})
          .status
        == 422);
  const auto overview = http.get("/api/admin/overview").json();
  CHECK(overview.at("limits").at("maxRunningJobs") == 3);
  CHECK(overview.at("store").at("commits").get<int>() >= 5);
  CHECK(http.get("/api/admin/check/" + id).json().at("agrees") == true);
  const auto metrics = http.get("/metrics").body;
  CHECK_THAT(metrics, Contains("\ndossier_jobs_total{status=\"failed\"} 1\n"));
  CHECK_THAT(metrics, Contains("dossier_stage_duration_seconds_count{outcome="
                               "\"failed\",stage=\"foundation\"} 3\n"));
  CHECK_THAT(metrics, Contains("dossier_store_commit_seconds_bucket"));
  CHECK_THAT(metrics, !Contains(id));
  CHECK(http.get("/api/version").json().at("demo") == false);
}

TEST_CASE("one command is asked and answered", "[system]") {
  server_process server{{"demo.profile=instant"}};
  ctl_process overview{server.port(), {"admin", "overview", "--json"}};
  CHECK(json::parse(overview.read_until("\n}\n")).at("demo") == true);
  CHECK(overview.finish() == 0);
  ctl_process start{server.port(), {"admin", "start", "nobody"}};
  CHECK(start.finish() == 3);
}
