#include "actors/rules/views/job_view.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using rules::show_job;
using rules::show_summary;

using names = std::vector<std::string>;

namespace {

names keys_of(const json& object) {
  names result;
  for (const auto& item : object.items())
    result.push_back(item.key());
  return result;
}

struct view_world : job_world {
  json shown(const rules::live_facts& facts = {}) const {
    return show_job(state(), facts);
  }

  json stage(company_stage which, const rules::live_facts& facts = {}) const {
    return shown(facts)["stages"][which];
  }
};

} // namespace

TEST_CASE_METHOD(view_world, "a job is shown with the fields of the API") {
  CHECK(keys_of(shown())
        == names{"id",
                 "reportType",
                 "companyName",
                 "geography",
                 "focusAreas",
                 "userFiles",
                 "userContext",
                 "timeHorizon",
                 "tags",
                 "priority",
                 "budgetUsd",
                 "demo",
                 "status",
                 "progress",
                 "currentStage",
                 "runningStages",
                 "completedSections",
                 "failedSections",
                 "queuePosition",
                 "estimatedTimeRemaining",
                 "error",
                 "overallConfidence",
                 "confidenceCoverage",
                 "confidenceAnchors",
                 "generation",
                 "revision",
                 "lastSeq",
                 "createdAt",
                 "queuedAt",
                 "startedAt",
                 "completedAt",
                 "updatedAt",
                 "tokens",
                 "costUsd",
                 "stages"});
  CHECK(keys_of(stage(section_1))
        == names{"stage",         "name",      "field",       "kind",
                 "status",        "detail",    "outdated",    "needs",
                 "prefers",       "attempts",  "maxAttempts", "lostAttempts",
                 "nextAttemptAt", "lastError", "errorClass",  "blockedBy",
                 "rootCause",     "stale",     "confidence",  "sourcesUsed",
                 "version",       "startedAt", "completedAt", "duration",
                 "tokens",        "costUsd"});
}

TEST_CASE_METHOD(view_world, "a queued job has a position and no start") {
  auto job = shown({3, 90s, {}, {}});
  CHECK(job["status"] == "queued");
  CHECK(job["queuePosition"] == 3);
  CHECK(job["estimatedTimeRemaining"] == 90);
  CHECK(job["progress"] == 0.0);
  CHECK(job["overallConfidence"] == "UNKNOWN");
  CHECK(job["confidenceCoverage"] == json{{"have", 0}, {"of", 9}});
  CHECK(job["confidenceAnchors"] == json{"foundation", "section_2"});
  CHECK(job["queuedAt"] == "2026-11-21T12:00:00.000Z");
  CHECK(job["revision"] == 1);
  CHECK(job["lastSeq"] == 1);
  for (const auto* key :
       {"currentStage", "error", "startedAt", "completedAt", "budgetUsd"}) {
    INFO(key);
    CHECK(job[key].is_null());
  }
}

TEST_CASE_METHOD(view_world, "a running job shows what runs") {
  price = {{100, 20, 3, 4}, 1'500'000'000};
  admit();
  clock += 2s;
  complete(foundation);
  clock += 1s;
  fail(section_3, error_class::transient);
  auto job = shown({3, 90s, {}, {}});
  CHECK(job["status"] == "running");
  CHECK(job["progress"] == Approx(1.0 / 11));
  CHECK(job["queuePosition"].is_null());
  CHECK(job["currentStage"] == "section_2");
  CHECK(job["runningStages"] == json{"section_2", "section_3", "section_8"});
  CHECK(job["completedSections"] == json::array());
  CHECK(job["failedSections"] == json::array());
  CHECK(job["startedAt"] == "2026-11-21T12:00:00.000Z");
  CHECK(job["updatedAt"] == "2026-11-21T12:00:03.000Z");
  CHECK(job["tokens"]
        == json{
          {"input", 200}, {"output", 40}, {"cacheRead", 6}, {"cacheWrite", 8}});
  CHECK(job["costUsd"] == 3.0);
}

TEST_CASE_METHOD(view_world, "a completed stage shows its result") {
  price = {{100, 20, 3, 4}, 1'500'000'000};
  admit();
  clock += 2s;
  complete(foundation);
  auto first = stage(foundation);
  CHECK(first["status"] == "completed");
  CHECK(first["kind"] == "model");
  CHECK(first["confidence"] == "HIGH");
  CHECK(first["version"] == 1);
  CHECK(first["attempts"] == 1);
  CHECK(first["maxAttempts"] == 3);
  CHECK(first["duration"] == 2000);
  CHECK(first["costUsd"] == 1.5);
  CHECK(first["lastError"].is_null());
  CHECK(first["needs"] == json::array());
  auto last = stage(section_10);
  CHECK(last["kind"] == "computed");
  CHECK(last["confidence"].is_null());
  CHECK(last["duration"].is_null());
  CHECK(last["needs"] == json::array({"foundation"}));
  CHECK(last["prefers"].size() == 9);
}

TEST_CASE_METHOD(view_world, "attempts that the server lost are told apart") {
  admit();
  CHECK(stage(foundation)["lostAttempts"] == 0);
  restart();
  CHECK(stage(foundation)["attempts"] == 2);
  CHECK(stage(foundation)["lostAttempts"] == 1);
  fail(foundation, error_class::drained);
  CHECK(stage(foundation)["lostAttempts"] == 2);
  wait_out(foundation);
  for (int chance = 1; chance < 3; ++chance) {
    fail(foundation, error_class::transient);
    wait_out(foundation);
  }
  CHECK(stage(foundation)["status"] == "running");
  CHECK(stage(foundation)["attempts"] == 5);
  CHECK(stage(foundation)["lostAttempts"] == 2);
  fail(foundation, error_class::transient);
  CHECK(stage(foundation)["status"] == "failed");
  rerun(set_of({0}));
  CHECK(stage(foundation)["lostAttempts"] == 0);
}

TEST_CASE_METHOD(view_world, "a blocked stage shows why") {
  admit();
  complete(foundation);
  fail(section_2);
  auto blocked = stage(section_6);
  CHECK(blocked["status"] == "failed");
  CHECK(blocked["lastError"] == "Blocked by failed dependency: section_2");
  CHECK(blocked["errorClass"] == "blocked");
  CHECK(blocked["blockedBy"] == "section_2");
  CHECK(blocked["rootCause"] == "section_2");
  CHECK(shown()["failedSections"]
        == json{"section_1", "section_2", "section_6"});
  CHECK(shown()["error"].is_null());
}

TEST_CASE_METHOD(view_world, "a failed job shows its foundation's error") {
  admit();
  fail(foundation, error_class::auth);
  auto job = shown({{}, 90s, {}, {}});
  CHECK(job["status"] == "failed");
  CHECK(job["error"] == "auth");
  CHECK(job["completedAt"] == "2026-11-21T12:00:00.000Z");
  CHECK(job["estimatedTimeRemaining"].is_null());
  CHECK(job["failedSections"].size() == 10);
}

TEST_CASE_METHOD(view_world, "why a stage is held back shows while it runs") {
  rules::live_facts facts;
  facts.details[foundation] = wait_reason::throttled;
  CHECK(stage(foundation, facts)["detail"].is_null());
  admit();
  CHECK(stage(foundation)["detail"].is_null());
  CHECK(stage(foundation, facts)["detail"] == "throttled");
  fail(foundation, error_class::transient);
  CHECK(stage(foundation, facts)["detail"] == "retry_wait");
  CHECK(stage(foundation)["nextAttemptAt"] == "2026-11-21T12:00:05.000Z");
}

TEST_CASE_METHOD(view_world, "only what is completed can be outdated") {
  rules::live_facts facts;
  facts.outdated = set_of({0, 2});
  admit();
  complete(foundation);
  CHECK(stage(foundation, facts)["outdated"] == true);
  CHECK(stage(section_2, facts)["outdated"] == false);
  CHECK(stage(foundation)["outdated"] == false);
}

TEST_CASE_METHOD(view_world, "a summary has the fields of the API") {
  auto summary = show_summary(state(), 2);
  CHECK(keys_of(summary)
        == names{"id", "demo", "reportType", "companyName", "geography", "tags",
                 "status", "progress", "currentStage", "failedSections",
                 "queuePosition", "overallConfidence", "confidenceCoverage",
                 "costUsd", "createdAt", "queuedAt", "startedAt", "completedAt",
                 "revision"});
  CHECK(summary["confidenceCoverage"] == json{{"have", 0}, {"of", 9}});
  CHECK(summary["queuePosition"] == 2);
  CHECK(summary["id"] == "job-1");
  admit();
  CHECK(show_summary(state(), 2)["queuePosition"].is_null());
  CHECK(show_summary(state(), {})["currentStage"] == "foundation");
}

TEST_CASE("a job does not show who owns it") {
  auto request = some_request();
  request.user = "somebody";
  job_world world{request};
  CHECK(to_text(show_job(world.state(), {})).find("somebody")
        == std::string::npos);
}
