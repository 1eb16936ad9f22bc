#include "tests/load/small_job.hpp"

#include <catch2/catch.hpp>

using namespace dossier::load;
using namespace dossier::load::test;
using Catch::Contains;

namespace {

/// A job that runs, its root completed.
std::vector<json> begun(small_job& job) {
  return {job.queued(), job.job_event("job.started"), job.started("root"),
          job.completed("root")};
}

std::vector<json> with(std::vector<json> events, std::vector<json> more) {
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

} // namespace

TEST_CASE("an undisturbed job breaks no rule") {
  small_job job;
  CHECK(faults_of(job.whole()) == "");
}

TEST_CASE("a job with a failure, its blocked stage and a retry breaks none") {
  small_job job;
  auto events = begun(job);
  events.push_back(job.started("one"));
  events.push_back(job.stage_event("stage.retrying", "one",
                                   {{"error", "cut"},
                                    {"errorClass", "transient"},
                                    {"nextAttemptAt", nullptr},
                                    {"tokens", small_job::tokens(1)},
                                    {"costUsd", 0}}));
  events.push_back(job.started("one", 2));
  events.push_back(job.failed("one", "refusal", "no"));
  events.push_back(job.blocked("two", "one", "one"));
  for (const auto* id : {"three", "sum"}) {
    events.push_back(job.started(id));
    events.push_back(job.completed(id));
  }
  events.push_back(job.finished("completed_with_errors"));
  CHECK(faults_of(events) == "");
}

TEST_CASE("a missing, a doubled and a reversed event are seen") {
  small_job job;
  auto events = job.whole();
  auto missing = events;
  missing.erase(missing.begin() + 5);
  CHECK_THAT(faults_of(missing), Contains("after event 5 came 7"));
  auto doubled = events;
  doubled.insert(doubled.begin() + 3, doubled[3]);
  CHECK_THAT(faults_of(doubled), Contains("after event 4 came 4"));
  std::swap(events[4], events[5]);
  CHECK_THAT(faults_of(events), Contains("after event 4 came 6"));
}

TEST_CASE("a stage that completes twice is seen") {
  small_job job;
  auto events = begun(job);
  events.push_back(job.completed("root", 2));
  CHECK_THAT(faults_of(events),
             Contains("root completed twice in generation 1"));
}

TEST_CASE("a start before its needs or what it prefers is seen") {
  small_job job;
  CHECK_THAT(faults_of(with(begun(job), {job.started("two")})),
             Contains("two started while one was pending"));
  small_job other;
  CHECK_THAT(faults_of(with(begun(other), {other.started("three")})),
             Contains("three started while two was pending"));
}

TEST_CASE("a start before the job's own, or out of turn, is seen") {
  small_job job;
  CHECK_THAT(faults_of({job.queued(), job.started("root")}),
             Contains("root started before its job"));
  small_job other;
  CHECK_THAT(faults_of(with(begun(other), {other.started("one", 2)})),
             Contains("one started attempt 2 after 0"));
}

TEST_CASE("blocked stages name what they need, in the exact words") {
  small_job job;
  auto events
    = with(begun(job), {job.started("one"), job.failed("one", "refusal", "no"),
                        job.blocked("two", "one", "one")});
  auto words = events;
  words.back()["data"]["error"] = "Blocked by one";
  CHECK_THAT(faults_of(words), Contains("blocked in other words"));
  auto other = events;
  other.back()["data"]["error"] = "Blocked by failed dependency: root";
  other.back()["data"]["blockedBy"] = "root";
  CHECK_THAT(faults_of(other),
             Contains("blocked by root, which was completed"));
}

TEST_CASE("an end that comes too early, wrongly or twice is seen") {
  small_job job;
  CHECK_THAT(faults_of(with(begun(job), {job.finished("completed")})),
             Contains("the job ended before its stages"));
  small_job other;
  auto events = other.whole();
  auto wrong = events;
  wrong.back()["data"]["status"] = "failed";
  CHECK_THAT(faults_of(wrong), Contains("its stages say completed"));
  events.push_back(other.finished("completed"));
  CHECK_THAT(faults_of(events), Contains("the job ended twice"));
  events.back() = other.started("one", 2);
  CHECK_THAT(faults_of(events),
             Contains("stage.started after the job had ended"));
}

TEST_CASE("a rerun starts a generation and resets what it names") {
  small_job job;
  auto events = job.whole();
  job.generation = 2;
  events.push_back(job.job_event(
    "job.rerun", {{"sections", {"two"}}, {"recomputed", {"sum"}}}));
  auto half = events;
  events.push_back(job.stage_event("stage.reset", "two"));
  events.push_back(job.stage_event("stage.reset", "sum"));
  events.push_back(job.job_event("job.started"));
  events.push_back(job.started("two"));
  events.push_back(job.completed("two", 2));
  events.push_back(job.started("sum"));
  events.push_back(job.completed("sum", 2));
  events.push_back(job.finished("completed"));
  CHECK(faults_of(events) == "");
  half.push_back(events[events.size() - 6]);
  CHECK_THAT(faults_of(half), Contains("before all stages"));
}

TEST_CASE("a rerun that forgets the computed stage is seen") {
  small_job job;
  auto events = job.whole();
  job.generation = 2;
  events.push_back(job.job_event(
    "job.rerun", {{"sections", {"two"}}, {"recomputed", json::array()}}));
  CHECK_THAT(faults_of(events), Contains("a rerun that recomputes []"));
}
