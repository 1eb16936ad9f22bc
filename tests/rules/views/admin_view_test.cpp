#include "actors/rules/views/admin_view.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::rules;
using namespace dossier::test;

TEST_CASE("an overview says how things stand") {
  auto job = job_at("+>~........");
  job.request.company_name = "Acme";
  job.request.user = "ann";
  job.stages[1].attempts = 2;
  overview overview;
  overview.version = "1";
  overview.started_at = parse_timestamp("2026-11-21T12:00:00Z").value();
  overview.now = overview.started_at + std::chrono::seconds{5};
  overview.queue = {true, 3, 1, 8};
  overview.running.push_back({std::make_shared<const job_state>(job), {}});
  overview.running[0].now.details[1] = wait_reason::throttled;
  overview.limiter = limiter_figures{"m", 64, 2, 1, {}};
  overview.store.groups = 7;
  overview.store.commits = 9;
  overview.store.last_group = std::chrono::microseconds{1500};
  overview.sockets = 2;
  overview.bulk = {4, 1, 2, {}};
  const auto shown = show_overview(overview);
  CHECK(shown.at("uptimeMs") == 5000);
  CHECK(shown.at("queue").dump()
        == R"({"paused":true,"waiting":3,"running":1})");
  CHECK(shown.at("limits").dump()
        == R"({"maxRunningJobs":8,"providerMaxConcurrency":64})");
  CHECK(shown.at("connections").at("sockets") == 2);
  CHECK(shown.at("store").at("lastCommitMs") == 1.5);
  CHECK(shown.at("bulkRerun").at("waiting") == 4);
  CHECK(shown.at("providers").at(0).at("model") == "m");
  const auto& running = shown.at("running").at(0);
  CHECK(running.at("companyName") == "Acme");
  REQUIRE(running.at("stages").size() == 2);
  CHECK(running.at("stages")[0].at("stage") == "section_1");
  CHECK(running.at("stages")[0].at("attempt") == 2);
  CHECK(running.at("stages")[0].at("detail") == "throttled");
  CHECK(running.at("stages")[1].at("detail") == "retry_wait");
}

TEST_CASE("what is not known is null") {
  const auto shown = show_overview({});
  CHECK(shown.at("limits").at("providerMaxConcurrency").is_null());
  CHECK(shown.at("providers").empty());
  CHECK(shown.at("store").at("lastCommitMs").is_null());
}

TEST_CASE("the record is shown as it was written") {
  const audit_page page{{{"ann", "startJob", "j1", R"({"a":1})",
                          parse_timestamp("2026-11-21T12:00:00Z").value()},
                         {"bob", "pauseQueue", "", "not json", {}}},
                        "next"};
  const auto shown = show_audit(page);
  CHECK(shown.at("nextCursor") == "next");
  CHECK(shown.at("items")[0].dump()
        == R"({"at":"2026-11-21T12:00:00.000Z","by":"ann",)"
           R"("action":"startJob","target":"j1","detail":{"a":1}})");
  CHECK(shown.at("items")[1].at("target").is_null());
  CHECK(shown.at("items")[1].at("detail").empty());
  CHECK(show_audit({}).at("nextCursor").is_null());
}
