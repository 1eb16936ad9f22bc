#include "messages/json.hpp"
#include "messages/operation.hpp"
#include "tests/support/enumerators.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier;

namespace {

/// The names of an enumeration, in the order of its enumerators: each is
/// written so and reads as itself.
template <class Enum, class Parser>
void check_names(std::initializer_list<std::string_view> names, Parser parse) {
  auto value = 0;
  for (auto name : names) {
    INFO(name);
    CHECK(to_string(Enum(value)) == name);
    CHECK(parse(name) == Enum(value));
    ++value;
  }
  for (auto stranger : {"no such name", "Completed", " completed", "null"})
    CHECK_FALSE(parse(stranger));
}

} // namespace

TEST_CASE("statuses have the names of the API, both ways") {
  check_names<stage_status>(
    {"pending", "running", "completed", "failed", "cancelled"},
    parse_stage_status);
  check_names<job_status>({"queued", "running", "completed",
                           "completed_with_errors", "failed", "cancelled"},
                          parse_job_status);
  check_names<attempt_outcome>(
    {"completed", "failed", "crashed", "drained", "cancelled"},
    parse_attempt_outcome);
  check_names<wait_reason>({"", "retry_wait", "throttled", "waiting"},
                           parse_wait_reason);
}

TEST_CASE("error classes have the names of the API, both ways") {
  check_names<error_class>({"transient", "throttled", "truncated", "malformed",
                            "schema_violation", "refusal", "auth", "billing",
                            "not_found", "invalid_request", "internal",
                            "budget", "crash", "drained", "blocked"},
                           parse_error_class);
}

TEST_CASE("levels, kinds, horizons and cascades read as they are written") {
  check_names<confidence>({"UNKNOWN", "LOW", "MEDIUM", "HIGH"},
                          parse_confidence);
  check_names<stage_kind>({"model", "computed"}, parse_stage_kind);
  check_names<time_horizon>({"6m", "1y", "2y", "3y"}, parse_time_horizon);
  check_names<cascade>({"none", "blocked", "stale"}, parse_cascade);
}

TEST_CASE("the contract knows the same cascades, both ways") {
  const auto contract = sorted_json::parse(
    std::ifstream{test::source_dir() + "/config/openapi.json"});
  CHECK(contract["components"]["schemas"]["Cascade"]["enum"]
          .get<std::set<std::string>>()
        == test::all_names<cascade>());
}

TEST_CASE("operations have the names of the API, both ways") {
  check_names<operation>({"generateReport",
                          "listJobs",
                          "showJob",
                          "showReport",
                          "listEvents",
                          "listAttempts",
                          "rerunReport",
                          "regenerateReport",
                          "cancelJob",
                          "deleteJob",
                          "updateJob",
                          "listSectionVersions",
                          "showSectionVersion",
                          "restoreSectionVersion",
                          "listPipelines",
                          "showPipeline",
                          "showMe",
                          "checkHealth",
                          "checkReadiness",
                          "showVersion",
                          "showOverview",
                          "pauseQueue",
                          "resumeQueue",
                          "setLimits",
                          "startJob",
                          "rerunJobs",
                          "checkJobs",
                          "checkJob",
                          "listAudit"},
                         parse_operation);
}

TEST_CASE("only the last three states of a stage are terminal") {
  CHECK_FALSE(is_terminal(stage_status::pending));
  CHECK_FALSE(is_terminal(stage_status::running));
  CHECK(is_terminal(stage_status::completed));
  CHECK(is_terminal(stage_status::failed));
  CHECK(is_terminal(stage_status::cancelled));
}

TEST_CASE("a job that is queued or running is not terminal") {
  CHECK_FALSE(is_terminal(job_status::queued));
  CHECK_FALSE(is_terminal(job_status::running));
  CHECK(is_terminal(job_status::completed));
  CHECK(is_terminal(job_status::completed_with_errors));
  CHECK(is_terminal(job_status::failed));
  CHECK(is_terminal(job_status::cancelled));
}
