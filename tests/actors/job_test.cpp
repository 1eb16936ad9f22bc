/// A job from submission to its end, and what failures, restarts and refused
/// commits do to it.

#include "tests/support/worlds/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

using names = std::vector<std::string>;

TEST_CASE_METHOD(engine_world, "an undisturbed job takes 13 transactions",
                 "[section_made][supervisor_assigned][verdict_received]") {
  answer_all_but({});
  auto id = submit();
  CHECK(state(id).status == job_status::completed);
  CHECK(state(id).revision == 13);
  CHECK(stored(id).attempts.size() == 11);
  CHECK(model->made.size() == 10);
}

TEST_CASE_METHOD(engine_world, "stages whose edges are met run side by side",
                 "[attempt_begun]") {
  auto id = submit();
  CHECK(model->asked() == names{"foundation"});
  model->answer("foundation");
  settle();
  auto asked = model->asked();
  std::sort(asked.begin(), asked.end());
  CHECK(asked == names{"section_2", "section_3", "section_8"});
}

TEST_CASE_METHOD(engine_world, "a slow stage holds back only what prefers it") {
  answer_all_but({"section_8"});
  auto id = submit();
  for (auto done : {2, 3, 4, 5, 6, 7, 9})
    CHECK(stage(id, stage_index(done)).status == stage_status::completed);
  CHECK(stage(id, section_1).status == stage_status::pending);
  CHECK(stage(id, section_10).status == stage_status::pending);
  model->answer("section_8");
  settle();
  CHECK(state(id).status == job_status::completed);
}

TEST_CASE_METHOD(engine_world,
                 "a stage that fails for good fails its dependents "
                 "in the same transaction",
                 "[some_failed]") {
  answer_all_but({"section_2"});
  auto id = submit();
  auto before = state(id).revision;
  model->fail("section_2", error_class::refusal, "refusal: none of it");
  settle();
  CHECK(stage(id, section_2).last_error == "refusal: none of it");
  CHECK(stage(id, section_6).last_error
        == "Blocked by failed dependency: section_2");
  CHECK(stage(id, section_1).root_cause == section_2);
  CHECK(state(id).status == job_status::completed_with_errors);
  CHECK(stage(id, section_10).status == stage_status::completed);
  // The failure and what it blocks, then sections 4, 5, 7, 9 and 10.
  CHECK(state(id).revision == before + 6);
}

TEST_CASE_METHOD(engine_world, "a failed foundation fails the job") {
  auto id = submit();
  model->fail("foundation", error_class::auth, "no such key");
  settle();
  CHECK(state(id).status == job_status::failed);
  CHECK(stage(id, section_9).last_error
        == "Blocked by failed dependency: foundation");
}

TEST_CASE_METHOD(engine_world, "a stage retries after the delay, not before",
                 "[retry_due]") {
  auto id = submit();
  model->fail("foundation", error_class::transient);
  settle();
  CHECK(stage(id, foundation).detail == wait_reason::retry_wait);
  auto due = *stage(id, foundation).next_attempt_at;
  advance(due - noon - 1ms);
  CHECK_FALSE(model->is_asked("foundation"));
  advance(1ms);
  CHECK(model->is_asked("foundation"));
  CHECK(stage(id, foundation).attempts == 2);
}

TEST_CASE_METHOD(engine_world, "a stage is out of attempts after three") {
  auto id = submit();
  for (int i = 0; i < 3; ++i) {
    model->fail("foundation", error_class::transient);
    settle();
    advance(60s);
  }
  CHECK(state(id).status == job_status::failed);
  CHECK(stage(id, foundation).attempts == 3);
  CHECK(stored(id).attempts.size() == 3);
}

TEST_CASE_METHOD(engine_world,
                 "an answer that is no JSON gets two repair turns") {
  auto id = submit();
  for (int i = 0; i < 2; ++i) {
    model->answer("foundation", "I would rather not.");
    settle();
    CHECK(model->is_asked("foundation"));
  }
  auto turns = model->waiting.front()->request.messages;
  CHECK(turns.size() == 5);
  model->answer("foundation", "No.");
  settle();
  CHECK(stage(id, foundation).error == error_class::malformed);
  CHECK(stored(id).attempts.at(0).attempt.calls == 3);
}

TEST_CASE_METHOD(engine_world, "a truncated answer fails a stage that has no "
                               "larger limit") {
  auto id = submit();
  model->fail("foundation", error_class::truncated);
  settle();
  CHECK(stage(id, foundation).error == error_class::truncated);
  CHECK(state(id).status == job_status::failed);
}

TEST_CASE_METHOD(engine_world,
                 "a third crash fails the stage, and the job goes "
                 "on without it") {
  answer_all_but({"section_2", "section_8"});
  auto id = submit();
  for (int i = 0; i < 3; ++i) {
    crash_and_restart();
    answer_all_but({"section_2", "section_8"});
    settle();
  }
  model->answer("section_4");
  settle();
  CHECK(stage(id, section_2).error == error_class::crash);
  CHECK(stage(id, section_6).error == error_class::blocked);
  CHECK(stage(id, section_5).status == stage_status::completed);
  CHECK(state(id).status == job_status::completed_with_errors);
}

TEST_CASE_METHOD(engine_world,
                 "a full disk during a wait delays the next attempt "
                 "and nothing else") {
  auto id = submit();
  model->fail("foundation", error_class::transient);
  settle();
  fill_disk();
  advance(60s);
  CHECK_FALSE(model->is_asked("foundation"));
  make_room();
  advance(10s);
  REQUIRE(model->is_asked("foundation"));
  CHECK(stage(id, foundation).attempts == 2);
  CHECK(model->made.at("foundation") == 2);
  model->answer("foundation");
  settle();
  CHECK(stage(id, foundation).status == stage_status::completed);
}

TEST_CASE_METHOD(engine_world,
                 "while the disk is full, the store is not tried "
                 "without a pause",
                 "[store]") {
  submit();
  fill_disk();
  crash_and_restart();
  auto before = database->calls;
  advance(60s);
  // Once a second to see whether it can be written, and now and then for the
  // job itself.
  CHECK(database->calls - before > 50);
  CHECK(database->calls - before < 60 + 20);
  make_room();
}

TEST_CASE_METHOD(engine_world, "a job whose creation was not acknowledged is "
                               "found") {
  answer_all_but({});
  lose_acknowledgement();
  submit_job submit;
  submit.request.company_name = "Acme";
  submit.request.user = "ann";
  CHECK(ask<reply>(engine().directory->queue, submit).status == 503);
  advance(60s);
  REQUIRE(database->jobs.size() == 1);
  CHECK(state(database->jobs.begin()->first).status == job_status::completed);
}

TEST_CASE_METHOD(engine_world,
                 "a drained job is suspended and taken up again, and "
                 "loses no attempt",
                 "[drain_due]") {
  answer_all_but({"section_3"});
  auto id = submit();
  std::shared_ptr<std::optional<recorded>> drained;
  auto wait = [&] {
    drained = ask_later<recorded>(engine().directory->queue, drain{1s});
    settle();
  };
  wait();
  CHECK(stage(id, section_3).detail == wait_reason::none);
  advance(2s);
  CHECK(stage(id, section_3).detail == wait_reason::retry_wait);
  CHECK(stage(id, section_3).drains == 1);
  CHECK(*drained);
  crash_and_restart();
  advance(1ms);
  CHECK(model->is_asked("section_3"));
  CHECK(stage(id, section_3).crashes == 0);
}

TEST_CASE_METHOD(engine_world, "after a crash, what was completed is not run "
                               "again") {
  answer_all_but({"section_5", "section_8"});
  auto id = submit();
  REQUIRE(stage(id, section_4).status == stage_status::completed);
  crash_and_restart();
  settle();
  auto asked = model->asked();
  std::sort(asked.begin(), asked.end());
  CHECK(asked == names{"section_5", "section_8"});
  CHECK(stage(id, section_5).attempts == 2);
  CHECK(stage(id, section_5).crashes == 1);
  answer_all_but({});
  model->answer("section_5");
  model->answer("section_8");
  settle();
  CHECK(state(id).status == job_status::completed);
}

TEST_CASE_METHOD(engine_world, "a wait for the next attempt survives a crash") {
  auto id = submit();
  model->fail("foundation", error_class::transient);
  settle();
  auto due = *stage(id, foundation).next_attempt_at;
  crash_and_restart();
  settle();
  CHECK_FALSE(model->is_asked("foundation"));
  advance(due - noon);
  CHECK(model->is_asked("foundation"));
  CHECK(stage(id, foundation).crashes == 0);
}

TEST_CASE_METHOD(engine_world, "a queued job survives a crash") {
  settings.max_running_jobs = 1;
  crash_and_restart();
  submit("First");
  auto second = submit("Second");
  CHECK(state(second).status == job_status::queued);
  crash_and_restart();
  answer_all_but({});
  model->answer("foundation");
  settle();
  CHECK(state(second).status == job_status::completed);
}

TEST_CASE_METHOD(engine_world, "a job that ends makes room for the next",
                 "[job_left][slot_free]") {
  settings.max_running_jobs = 2;
  crash_and_restart();
  answer_all_but({"foundation"});
  std::vector<job_id> jobs;
  for (int i = 0; i < 4; ++i)
    jobs.push_back(submit());
  CHECK(model->waiting.size() == 2);
  model->answer("foundation");
  settle();
  CHECK(model->waiting.size() == 2);
  CHECK(state(jobs[0]).status == job_status::completed);
  CHECK(state(jobs[2]).status == job_status::running);
  CHECK(state(jobs[3]).status == job_status::queued);
}

TEST_CASE_METHOD(engine_world,
                 "a refused commit is offered again, without a new "
                 "call",
                 "[report_resubmitted]") {
  auto id = submit();
  refuse_next(3, storage::error_code::full);
  model->answer("foundation");
  settle();
  CHECK(stage(id, foundation).status == stage_status::running);
  advance(10s);
  CHECK(stage(id, foundation).status == stage_status::completed);
  CHECK(model->made.at("foundation") == 1);
  CHECK(stage(id, foundation).attempts == 1);
}

TEST_CASE_METHOD(engine_world, "a commit whose acknowledgement was lost counts "
                               "once") {
  auto id = submit();
  lose_acknowledgement();
  model->answer("foundation");
  settle();
  advance(10s);
  CHECK(stage(id, foundation).version == 1);
  CHECK(stored(id).attempts.size() == 1);
  auto asked = model->asked();
  std::sort(asked.begin(), asked.end());
  CHECK(asked == names{"section_2", "section_3", "section_8"});
  CHECK(model->made.at("section_2") == 1);
}

TEST_CASE_METHOD(engine_world,
                 "every commit may be lost or refused once, and "
                 "every job still completes",
                 "[commit_refused][job_read_anew]") {
  for (auto moment :
       {storage::fault_moment::before, storage::fault_moment::after}) {
    auto is_hit = std::make_shared<bool>(true);
    auto hits = 0;
    for (std::uint64_t n = 0; *is_hit; ++n) {
      answer_all_but({});
      is_hit = refuse_commit(n + 2, moment);
      auto id = submit();
      for (int i = 0; i < 20; ++i)
        advance(1s);
      INFO("n-th commit: " << n << ", after it: "
                           << (moment == storage::fault_moment::after));
      CHECK(state(id).status == job_status::completed);
      CHECK(stored(id).events.size() == state(id).last_seq);
      hits += *is_hit;
    }
    // Outcomes of one level share a commit.
    CHECK(hits >= 7);
  }
}
