/// A drain at any moment: found by simulation, kept as plain tests.

#include "tests/support/worlds/moment_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

constexpr auto not_written = storage::fault_moment::before;
constexpr auto not_acknowledged = storage::fault_moment::after;

struct drain_world : moment_world {
  std::shared_ptr<std::optional<recorded>> ask_for_drain(milliseconds grace) {
    return ask_later<recorded>(engine().directory->queue, drain{grace});
  }

  bool is_drained(const job_id& id) const {
    const auto& stages = state(id).stages;
    return std::none_of(stages.begin(), stages.end(), [](const auto& stage) {
      return stage.status == stage_status::running
             && stage.detail != wait_reason::retry_wait;
    });
  }
};

} // namespace

TEST_CASE_METHOD(drain_world,
                 "a drain is answered behind a command on a job "
                 "that is not there",
                 "[drain]") {
  auto answer = order("nobody knows it", cancel_command{});
  auto drained = ask_for_drain(1s);
  settle();
  REQUIRE(*answer);
  CHECK((*answer)->status == 404);
  CHECK(*drained);
}

TEST_CASE_METHOD(drain_world,
                 "a command on a job that waits to be admitted "
                 "again is answered when the server stops",
                 "[drain]") {
  refuse_commit(2, not_written);
  auto id = submit();
  REQUIRE(state(id).status == job_status::queued);
  auto answer = order(id, update_command{{{"kept"}}, {}, {}});
  settle();
  REQUIRE_FALSE(*answer);
  auto drained = ask_for_drain(1s);
  settle();
  REQUIRE(*answer);
  CHECK((*answer)->status == 200);
  CHECK(*drained);
  CHECK(state(id).request.tags == std::vector<std::string>{"kept"});
}

TEST_CASE("a drain that meets a job being read anew suspends it all the same",
          "[drain]") {
  for (auto when : {not_written, not_acknowledged})
    for (auto steps = 0; steps < 40; ++steps) {
      INFO((when == not_written ? "not written" : "not acknowledged")
           << ", drain after " << steps << " messages");
      drain_world world;
      auto id = world.submit();
      world.refuse_commit(1, when);
      world.model->answer("foundation");
      auto is_reading = steps >= 20;
      if (is_reading) {
        world.settle();
        world.tick(100ms);
      }
      for (auto i = is_reading ? 20 : 0; i < steps; ++i)
        world.step();
      auto drained = world.ask_for_drain(200ms);
      world.settle();
      world.advance(300ms);
      world.close_calls();
      world.advance(6s);
      REQUIRE(*drained);
      CHECK(world.is_drained(id));
      CHECK_FALSE(world.has_open_call());
      world.crash_and_restart();
      world.answer_all();
      world.advance(1s);
      CHECK(world.state(id).status == job_status::completed);
      CHECK(world.stage(id, foundation).version == 1);
      CHECK(world.stage(id, foundation).crashes == 0);
      world.check_totals(id);
    }
}
