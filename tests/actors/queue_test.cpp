/// Who of those that wait is admitted: pause, limit, and starts out of turn.

#include "tests/actors/command_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(command_world,
                 "a job whose admission the disk refused is "
                 "admitted half a second later",
                 "[queue][admission_refused][admission_retried]") {
  auto is_refused = refuse_commit(2, storage::fault_moment::before);
  auto id = submit();
  REQUIRE(*is_refused);
  CHECK(state(id).status == job_status::queued);
  advance(400ms);
  CHECK(state(id).status == job_status::queued);
  advance(200ms);
  CHECK(state(id).status == job_status::running);
}

TEST_CASE_METHOD(command_world, "a pause survives a crash", "[command]") {
  pause(true);
  auto id = submit();
  CHECK(state(id).status == job_status::queued);
  crash_and_restart();
  answer_all_but({});
  CHECK(queue().is_paused);
  CHECK(state(id).status == job_status::queued);
  pause(false);
  CHECK(state(id).status == job_status::completed);
}

TEST_CASE_METHOD(command_world, "one job can be started out of turn",
                 "[command]") {
  pause(true);
  auto first = submit("First");
  auto second = submit("Second");
  answer_all_but({});
  auto answer = ask<reply>(engine().directory->queue, start_job{second});
  CHECK(answer.status == 200);
  CHECK(state(second).status == job_status::completed);
  CHECK(state(first).status == job_status::queued);
  CHECK(ask<reply>(engine().directory->queue, start_job{second}).status == 409);
  CHECK(ask<reply>(engine().directory->queue, start_job{"nobody"}).status
        == 404);
}

TEST_CASE("a queued job can be started at every moment of a change to it",
          "[command]") {
  for (auto steps = 0; steps < 40; ++steps) {
    INFO("after " << steps << " messages");
    command_world world;
    world.pause(true);
    auto id = world.submit();
    update_command update;
    update.tags = names{"new"};
    auto changed = world.ask_later<reply>(world.engine().directory->queue,
                                          world.on(id, update));
    for (auto i = 0; i < steps; ++i)
      world.step();
    auto started
      = world.ask_later<reply>(world.engine().directory->queue, start_job{id});
    world.settle();
    REQUIRE(*started);
    CHECK((*started)->status == 200);
    REQUIRE(*changed);
    CHECK((*changed)->status == 200);
    CHECK(world.state(id).status == job_status::running);
    CHECK(world.state(id).request.tags == names{"new"});
  }
}

TEST_CASE_METHOD(command_world,
                 "a job whose report type is gone stays queued "
                 "until it is back",
                 "[command]") {
  pause(true);
  auto id = submit();
  auto revision = state(id).revision;
  report_type_name = "another_report";
  crash_and_restart();
  pause(false);
  advance(3min);
  CHECK(state(id).status == job_status::queued);
  CHECK(state(id).revision == revision);
  CHECK(model->waiting.empty());
  report_type_name = "company_intelligence";
  crash_and_restart();
  CHECK(state(id).status == job_status::running);
}

TEST_CASE_METHOD(command_world, "the limit of running jobs can change",
                 "[command]") {
  send(engine().directory->queue, set_running_limit{1});
  auto first = submit("First");
  auto second = submit("Second");
  CHECK(queue().running == std::vector<job_id>{first});
  send(engine().directory->queue, set_running_limit{2});
  CHECK(queue().running.size() == 2);
  CHECK(state(second).status == job_status::running);
}
