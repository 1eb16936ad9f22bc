#include "actors/rules/job/status.hpp"
#include "messages/job_summary.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

job_status status_of(std::string_view letters) {
  return rules::derive_status(job_at(letters));
}

} // namespace

TEST_CASE("a job's status follows from its stages") {
  CHECK(status_of("+>.........") == job_status::running);
  CHECK(status_of("++++++++++~") == job_status::running);
  CHECK(status_of("+++++++++++") == job_status::completed);
  CHECK(status_of("++x+++x++++") == job_status::completed_with_errors);
  CHECK(status_of("++x+++c++++") == job_status::completed_with_errors);
  CHECK(status_of("xxxxxxxxxxx") == job_status::failed);
  CHECK(status_of("xcccccccccc") == job_status::failed);
  CHECK(status_of("+++ccc+++++") == job_status::cancelled);
}

TEST_CASE("a job that was not admitted is queued until all its stages end") {
  auto job = job_at("...........");
  job.admitted = false;
  CHECK(rules::derive_status(job) == job_status::queued);
  job.stages = job_at("+++++++++++").stages;
  CHECK(rules::derive_status(job) == job_status::completed);
}

TEST_CASE("a cancelled job stays cancelled whatever its stages say") {
  auto job = job_at("xxxxxxxxxxx");
  job.cancelled = true;
  CHECK(rules::derive_status(job) == job_status::cancelled);
}

TEST_CASE("failed stages count as progress") {
  CHECK(progress(job_at("...........")) == 0.0);
  CHECK(progress(job_at("+x>>~......")) == Approx(2.0 / 11));
  CHECK(progress(job_at("xxxxxxxxxxx")) == 1.0);
}

TEST_CASE("the current stage is the running one that started last") {
  auto job = job_at("+>+>>......");
  CHECK(current_stage(job_at("+..........")) == std::nullopt);
  job.stages[section_1].started_at = noon + 2s;
  job.stages[section_3].started_at = noon + 1s;
  job.stages[section_4].started_at = noon;
  CHECK(current_stage(job) == section_1);
  job.stages[section_4].started_at = noon + 3s;
  CHECK(current_stage(job) == section_4);
}

TEST_CASE("of stages that started together the first one is current") {
  auto job = job_at("+.>>.......");
  job.stages[section_2].started_at = job.stages[section_3].started_at = noon;
  CHECK(current_stage(job) == section_2);
}

TEST_CASE("only a failed job has an error, that of its foundation") {
  auto job = job_at("xxxxxxxxxxx");
  job.status = job_status::failed;
  job.stages[foundation].last_error = "The key is not valid.";
  CHECK(job_error(job) == "The key is not valid.");
  job.status = job_status::completed_with_errors;
  CHECK(job_error(job) == std::nullopt);
}
