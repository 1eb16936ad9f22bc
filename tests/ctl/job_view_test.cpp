#include "tests/ctl/support/frames.hpp"
#include "tools/ctl/watch/job_view.hpp"

#include <catch2/catch.hpp>

using namespace dossier::ctl;
using namespace std::chrono_literals;

namespace {

struct running_job {
  job_view view = to_view(make_job("running"), 1);

  const stage_view& stage(const std::string& id) {
    return *view.find(id);
  }

  folding fold(int seq, const std::string& type, const std::string& stage = {},
               json data = json::object()) {
    return fold_event(view, make_event(seq, type, stage, std::move(data)));
  }
};

} // namespace

TEST_CASE("a snapshot gives the whole view") {
  auto view = to_view(make_job("running", "completed"), 7);
  CHECK(view.company == "Acme");
  CHECK(view.status == job_status::running);
  CHECK(view.stages.size() == 3);
  CHECK(view.ended_stages() == 3);
  CHECK(view.last_seq == 7);
}

TEST_CASE_METHOD(running_job, "a stage starts, retries and completes") {
  fold(2, "stage.started", "a", {{"attempt", 1}});
  CHECK(stage("a").status == stage_status::running);
  fold(3, "stage.retrying", "a",
       {{"error", "reset"}, {"nextAttemptAt", "2026-11-02T10:00:08.000Z"}});
  CHECK(stage("a").detail == "retry_wait");
  CHECK(stage("a").last_error == "reset");
  fold(4, "stage.started", "a", {{"attempt", 2}});
  CHECK(stage("a").attempt == 2);
  CHECK(stage("a").detail.empty());
  fold(5, "stage.completed", "a", {{"confidence", "HIGH"}});
  CHECK(stage("a").status == stage_status::completed);
  CHECK(stage("a").last_error.empty());
  CHECK(stage("a").duration == 3s);
}

TEST_CASE_METHOD(running_job, "an event seen twice changes nothing") {
  fold(2, "stage.started", "a", {{"attempt", 1}});
  CHECK(fold(2, "stage.failed", "a") == folding::repeated);
  CHECK(stage("a").status == stage_status::running);
}

TEST_CASE_METHOD(running_job, "a missing event is noticed") {
  CHECK(fold(3, "stage.started", "a") == folding::gap);
  CHECK(view.last_seq == 1);
}

TEST_CASE_METHOD(running_job, "an event of a newer server is passed over") {
  CHECK(fold(2, "stage.polished", "a") == folding::applied);
  CHECK(fold(3, "job.framed") == folding::applied);
  CHECK(fold(4, "stage.started", "elsewhere") == folding::applied);
}

TEST_CASE_METHOD(running_job, "the job ends with job.finished") {
  fold(2, "job.cancelled");
  CHECK_FALSE(is_terminal(view.status));
  fold(3, "job.finished", {}, {{"status", "cancelled"}});
  CHECK(view.status == job_status::cancelled);
}

TEST_CASE_METHOD(running_job, "a reset stage forgets its last run") {
  fold(2, "stage.failed", "a", {{"error", "timeout"}});
  fold(3, "stage.reset", "a");
  CHECK(stage("a").status == stage_status::pending);
  CHECK(stage("a").last_error.empty());
  CHECK(stage("a").name == "The a");
  CHECK(stage("a").max_attempts == 3);
}

TEST_CASE_METHOD(running_job,
                 "the crash that fails a stage is a lost attempt") {
  json crashed{{"error", "it stopped"}, {"errorClass", "crash"}};
  fold(2, "stage.retrying", "a", crashed);
  fold(3, "stage.failed", "a", crashed);
  CHECK(stage("a").lost == 2);
  fold(4, "stage.failed", "a", {{"error", "x"}, {"errorClass", "transient"}});
  CHECK(stage("a").lost == 2);
}

TEST_CASE_METHOD(running_job, "a new call starts the written bytes over") {
  fold(2, "stage.started", "a", {{"attempt", 1}});
  fold_delta(view, {{"stage", "a"}, {"offset", 100}, {"text", "grün"}});
  CHECK(stage("a").written == 105);
  fold_delta(view, {{"stage", "a"}, {"offset", 0}, {"text", "x"}});
  CHECK(stage("a").written == 1);
}

TEST_CASE_METHOD(running_job, "text of a stage that ended is not counted") {
  fold(2, "stage.completed", "a");
  fold_delta(view, {{"stage", "a"}, {"offset", 0}, {"text", "x"}});
  CHECK(stage("a").written == 0);
}

TEST_CASE_METHOD(running_job, "a frame of odd types harms nothing") {
  json odd{{"seq", "two"}, {"stage", 7}, {"data", json::array()}};
  CHECK(fold_event(view, odd) == folding::repeated);
  fold_delta(view, {{"stage", nullptr}, {"offset", -1}});
  CHECK(to_view(json::array(), 0).stages.empty());
}
