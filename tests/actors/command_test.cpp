/// What clients have done with jobs: reruns, cancels, changes, restores and
/// deletes, on the way through queue and supervisor.

#include "tests/actors/command_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

// -- rerun --------------------------------------------------------------------

TEST_CASE_METHOD(command_world, "a rerun runs its stages and no others",
                 "[command]") {
  auto id = completed_job();
  auto hash = stage(id, section_4).output_hash;
  auto calls = model->made;
  auto answer = give(id, rerun({"section_3"}));
  CHECK(answer.status == 202);
  CHECK(state(id).status == job_status::completed);
  CHECK(state(id).generation == 2);
  CHECK(model->made["section_3"] == calls["section_3"] + 1);
  CHECK(model->made["section_4"] == calls["section_4"]);
  CHECK(stage(id, section_3).version == 2);
  CHECK(stage(id, section_10).version == 2);
  CHECK(stage(id, section_4).output_hash == hash);
}

TEST_CASE_METHOD(command_world,
                 "a rerun is run by the supervisor that took "
                 "it, which reads the job once",
                 "[command][supervisor_reassigned]") {
  auto id = completed_job();
  answer_all_but({"section_3"});
  auto read = database->jobs_read;
  auto answer
    = ask_later<reply>(engine().directory->queue, on(id, rerun({"section_3"})));
  const auto& entry = queue_state_of().jobs;
  while (!*answer)
    step();
  REQUIRE(entry.contains(id));
  auto who = entry.at(id).supervisor;
  settle();
  CHECK(database->jobs_read == read + 1);
  REQUIRE(entry.at(id).phase == queue_actor_state::phase::running);
  CHECK(entry.at(id).supervisor == who);
}

TEST_CASE("a rerun may follow in the same breath as the end of a job",
          "[command]") {
  auto accepted = 0;
  for (auto steps = 0; steps < 30; ++steps) {
    INFO("after " << steps << " messages");
    command_world world;
    world.answer_all_but({"section_8"});
    auto id = world.submit();
    world.model->answer("section_8");
    world.answer_all_but({});
    for (auto i = 0; i < steps; ++i)
      world.step();
    auto answer
      = world.ask_later<reply>(world.engine().directory->queue,
                               world.on(id, world.rerun({"section_2"})));
    world.settle();
    REQUIRE(*answer);
    auto is_accepted = (*answer)->status == 202;
    if (!is_accepted)
      CHECK((*answer)->status == 409);
    CHECK(world.state(id).generation == (is_accepted ? 2 : 1));
    CHECK(world.state(id).status == job_status::completed);
    accepted += is_accepted;
    // Once the job has ended, every rerun is taken.
    CHECK((is_accepted || accepted == 0));
  }
  CHECK(accepted > 0);
}

TEST_CASE_METHOD(command_world, "of racing reruns one wins", "[command]") {
  auto id = completed_job();
  std::vector<std::shared_ptr<std::optional<reply>>> answers;
  for (auto section : {"section_2", "section_3", "section_8"})
    answers.push_back(
      ask_later<reply>(engine().directory->queue, on(id, rerun({section}))));
  settle();
  auto won = 0;
  for (const auto& answer : answers)
    won += answer->value().status == 202;
  CHECK(won == 1);
  CHECK(state(id).generation == 2);
}

TEST_CASE_METHOD(command_world, "a rerun survives a crash", "[command]") {
  auto id = completed_job();
  answer_all_but({"section_3"});
  give(id, rerun({"section_3"}));
  REQUIRE(stage(id, section_3).status == stage_status::running);
  crash_and_restart();
  CHECK(model->asked() == names{"section_3"});
  model->answer("section_3");
  settle();
  CHECK(state(id).status == job_status::completed);
  CHECK(stage(id, section_3).crashes == 1);
}

TEST_CASE_METHOD(command_world, "a repeated key gets the first answer",
                 "[command]") {
  auto id = completed_job();
  auto command = on(id, rerun({"section_3"}));
  command.key = idempotency_record{"ann/rerun/1", "hash", {}, {}};
  auto first = ask<reply>(engine().directory->queue, command);
  auto again = ask<reply>(engine().directory->queue, command);
  CHECK(*first.body == *again.body);
  CHECK(again.extra == headers{{"Idempotency-Replayed", "true"}});
  CHECK(state(id).generation == 2);
  command.key->body_hash = "another";
  CHECK(ask<reply>(engine().directory->queue, command).status == 422);
}

TEST_CASE_METHOD(command_world, "a refused rerun leaves the job as it was",
                 "[command]") {
  auto id = completed_job();
  auto revision = state(id).revision;
  refuse_commit(1, storage::fault_moment::before, storage::error_code::full);
  auto answer
    = ask_later<reply>(engine().directory->queue, on(id, rerun({"section_3"})));
  settle();
  CHECK(answer->value().status == 507);
  CHECK(state(id).revision == revision);
  advance(1s);
  CHECK(give(id, rerun({"section_3"})).status == 202);
  CHECK(state(id).status == job_status::completed);
}

// -- cancel -------------------------------------------------------------------

TEST_CASE_METHOD(command_world, "a cancel aborts running calls first",
                 "[command][call_ended]") {
  auto id = submit();
  REQUIRE(model->asked() == names{"foundation"});
  auto call = model->waiting.front();
  auto answer
    = ask_later<reply>(engine().directory->queue, on(id, cancel_command{}));
  settle();
  CHECK(call->is_cancelled);
  CHECK(state(id).status == job_status::running);
  io::llm::failure closed;
  closed.spent = {{7, 3, 0, 0}, 21};
  call->to->on_failure(closed);
  settle();
  CHECK(answer->value().status == 202);
  CHECK(state(id).status == job_status::cancelled);
  CHECK(stage(id, foundation).total.cost == 21);
  REQUIRE(stored(id).attempts.size() == 1);
  CHECK(stored(id).attempts.front().attempt.outcome
        == attempt_outcome::cancelled);
  CHECK(stored(id).attempts.front().attempt.calls == 1);
}

TEST_CASE_METHOD(command_world,
                 "a call that does not end is not waited for, "
                 "but counted",
                 "[command][cancel_timed_out]") {
  auto id = submit();
  auto call = model->waiting.front();
  auto answer
    = ask_later<reply>(engine().directory->queue, on(id, cancel_command{}));
  settle();
  advance(2s);
  CHECK(answer->value().status == 202);
  CHECK(state(id).status == job_status::cancelled);
  CHECK(queue().running.empty());
  io::llm::failure closed;
  closed.spent = {{7, 3, 0, 0}, 21};
  call->to->on_failure(closed);
  settle();
  CHECK(stage(id, foundation).total.cost == 21);
  CHECK(stored(id).attempts.front().attempt.spent.cost == 21);
  CHECK(state(id).status == job_status::cancelled);
}

TEST_CASE_METHOD(command_world, "a queued job is cancelled where it waits",
                 "[command]") {
  pause(true);
  auto id = submit();
  CHECK(queue().waiting == 1);
  CHECK(give(id, cancel_command{}).status == 202);
  CHECK(queue().waiting == 0);
  CHECK(state(id).status == job_status::cancelled);
  pause(false);
  CHECK(model->made.empty());
}

TEST_CASE_METHOD(command_world, "a refused cancel lets the job go on",
                 "[command][cancel_refused]") {
  auto id = submit();
  auto call = model->waiting.front();
  refuse_commit(1, storage::fault_moment::before);
  auto answer
    = ask_later<reply>(engine().directory->queue, on(id, cancel_command{}));
  settle();
  io::llm::failure closed;
  closed.spent = {{7, 3, 0, 0}, 21};
  call->to->on_failure(closed);
  settle();
  CHECK(answer->value().status == 503);
  model->waiting.clear();
  answer_all_but({});
  advance(1s);
  CHECK(state(id).status == job_status::completed);
  CHECK(stage(id, foundation).attempts == 1);
  CHECK(stage(id, foundation).total.cost >= 21);
}

TEST_CASE_METHOD(command_world,
                 "an attempt that was aborted in vain asks its "
                 "last question again, and no more than that",
                 "[command]") {
  auto id = submit();
  model->answer("foundation", "I would rather not.");
  settle();
  auto call = model->waiting.front();
  REQUIRE(call->request.messages.size() == 3);
  refuse_commit(1, storage::fault_moment::before);
  ask_later<reply>(engine().directory->queue, on(id, cancel_command{}));
  settle();
  call->to->on_failure({});
  model->waiting.clear();
  settle();
  advance(1s);
  REQUIRE(model->waiting.size() == 1);
  CHECK(model->waiting.front()->request.messages.size() == 3);
  for (auto repairs = 0; repairs < 2; ++repairs) {
    model->answer("foundation", "No.");
    settle();
  }
  CHECK(stage(id, foundation).error == error_class::malformed);
  CHECK(stored(id).attempts.at(0).attempt.calls == 4);
}

// -- changes, restores, deletes -----------------------------------------------

TEST_CASE_METHOD(command_world, "a queued job gets another priority",
                 "[command][command_given]") {
  pause(true);
  auto first = submit("First");
  auto second = submit("Second");
  update_command change;
  change.priority = 5;
  CHECK(give(second, change).status == 200);
  find_queue_positions where{
    {stored(first).current.state, stored(second).current.state}};
  auto found = ask<queue_positions>(engine().directory->queue, where);
  CHECK(found.positions == std::vector<std::optional<std::size_t>>{2u, 1u});
  CHECK(state(second).request.priority == 5);
}

TEST_CASE_METHOD(command_world, "an old version is restored", "[command]") {
  auto id = completed_job();
  auto first = stage(id, section_2).output_hash;
  model->at_once = [](const io::llm::request& request) {
    return section_answer(request.stage + " anew");
  };
  give(id, rerun({"section_2"}));
  REQUIRE(stage(id, section_2).output_hash != first);
  REQUIRE(stage(id, section_4).stale);
  auto calls = model->made;
  auto answer = give(id, restore_command{"section_2", 1});
  CHECK(answer.status == 200);
  CHECK(stage(id, section_2).output_hash == first);
  CHECK(stage(id, section_2).version == 3);
  CHECK_FALSE(stage(id, section_4).stale);
  CHECK(model->made == calls);
  CHECK(give(id, restore_command{"section_2", 7}).status == 404);
  CHECK(give(id, restore_command{"section_99", 1}).status == 404);
}

TEST_CASE_METHOD(command_world, "a deleted job is gone", "[command]") {
  auto id = completed_job();
  CHECK(give(id, delete_command{}).status == 204);
  CHECK_FALSE(database->jobs.contains(id));
  CHECK(give(id, delete_command{}).status == 404);
  CHECK(give("no-such-job", cancel_command{}).status == 404);
}

TEST_CASE_METHOD(command_world, "somebody else's job takes no command",
                 "[command]") {
  auto id = completed_job();
  auto command = on(id, delete_command{});
  command.by = "eve";
  CHECK(ask<reply>(engine().directory->queue, command).status == 404);
  CHECK(database->jobs.contains(id));
}
