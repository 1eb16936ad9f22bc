/// A cancel at every moment of a job, and every commit around it refused: found
/// by simulation, kept as plain tests.

#include "tests/support/worlds/moment_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

constexpr auto not_written = storage::fault_moment::before;
constexpr auto not_acknowledged = storage::fault_moment::after;

/// Cancels a job while the `which`-th commit from then on fails; whether there
/// was one.
bool cancel_while_failing(std::uint64_t which, storage::fault_moment when,
                          milliseconds close_after) {
  moment_world world;
  auto id = world.submit();
  world.model->answer("foundation");
  auto is_hit = world.refuse_commit(which, when);
  auto answer = world.order(id, cancel_command{});
  world.settle();
  world.advance(close_after);
  world.close_calls();
  world.answer_all();
  world.advance(2min);
  REQUIRE(*answer);
  auto status = world.state(id).status;
  CHECK(is_terminal(status));
  if ((*answer)->status == 202)
    CHECK(status == job_status::cancelled);
  else if (when == not_written)
    CHECK(status == job_status::completed);
  world.check_totals(id);
  return *is_hit;
}

} // namespace

TEST_CASE("a cancel at any moment leaves no call behind",
          "[cancel][abort_requested]") {
  for (auto steps = 0; steps < 60; ++steps) {
    INFO("after " << steps << " messages");
    moment_world world;
    auto id = world.submit();
    world.model->answer("foundation");
    for (auto i = 0; i < steps; ++i)
      world.step();
    auto answer = world.order(id, cancel_command{});
    world.settle();
    world.advance(2s);
    REQUIRE(*answer);
    CHECK((*answer)->status == 202);
    CHECK(world.state(id).status == job_status::cancelled);
    CHECK_FALSE(world.has_open_call());
    world.close_calls();
    world.advance(2s);
    world.check_totals(id);
  }
}

TEST_CASE("whichever commit fails around a cancel, the job ends well",
          "[cancel]") {
  for (auto when : {not_written, not_acknowledged})
    for (auto close_after : {0s, 3s}) {
      auto which = 1u;
      while (cancel_while_failing(which, when, close_after))
        ++which;
      INFO("commits: " << which - 1 << ", calls close after "
                       << close_after.count() << " s");
      CHECK(which > 2);
    }
}

TEST_CASE_METHOD(moment_world,
                 "a cancel that was refused does not hurry the "
                 "next one",
                 "[cancel]") {
  auto id = submit();
  refuse_commit(1, not_written);
  auto first = order(id, cancel_command{});
  settle();
  close_calls();
  REQUIRE((*first)->status == 503);
  advance(900ms);
  REQUIRE(has_open_call());
  auto second = order(id, cancel_command{});
  settle();
  advance(500ms);
  CHECK_FALSE(*second);
  close_calls();
  REQUIRE(*second);
  CHECK((*second)->status == 202);
  CHECK(stored(id).attempts.front().attempt.spent.cost == 42);
  check_totals(id);
}

TEST_CASE_METHOD(moment_world, "a cancel behind a rerun leaves nobody behind",
                 "[cancel]") {
  auto before = actors();
  auto id = submit();
  auto first = order(id, cancel_command{});
  auto again = order(id, rerun_command{{"foundation"}, {}, {}, {}, {}, {}});
  auto second = order(id, cancel_command{});
  settle();
  advance(1500ms);
  close_calls();
  advance(2s);
  REQUIRE(*second);
  CHECK((*first)->status == 202);
  CHECK((*again)->status == 202);
  CHECK((*second)->status == 202);
  CHECK(actors() == before);
  CHECK(shown_cost(id) == 21);
  check_totals(id);
}

TEST_CASE_METHOD(moment_world,
                 "a call that never ends is given up after a "
                 "while, with all that waited for it",
                 "[cancel]") {
  auto before = actors();
  auto id = submit();
  auto answer = order(id, cancel_command{});
  settle();
  advance(2s);
  REQUIRE(*answer);
  CHECK(actors() > before);
  tick(31min);
  settle();
  CHECK(actors() == before);
}

TEST_CASE("late costs are filed once, though a commit of one fails at first",
          "[cancel][late_usage_reported]") {
  for (auto when : {not_written, not_acknowledged})
    for (auto which = 1u; which <= 3; ++which) {
      INFO("commit " << which);
      moment_world world;
      auto id = world.submit();
      world.model->answer("foundation");
      world.settle();
      REQUIRE(world.model->waiting.size() == 3);
      auto answer = world.order(id, cancel_command{});
      world.settle();
      world.advance(2s);
      REQUIRE(*answer);
      auto known = world.shown_cost(id);
      auto is_hit = world.refuse_commit(which, when);
      world.close_calls_apart();
      world.advance(5s);
      CHECK(*is_hit);
      CHECK(world.shown_cost(id) == known + 3 * 21);
      world.check_totals(id);
    }
}

TEST_CASE_METHOD(moment_world,
                 "a late cost of a job that was deleted meanwhile keeps nobody "
                 "waiting",
                 "[cancel]") {
  auto before = actors();
  auto id = submit();
  auto cancelled = order(id, cancel_command{});
  settle();
  advance(2s);
  REQUIRE(*cancelled);
  auto deleted = order(id, delete_command{});
  settle();
  REQUIRE((*deleted)->status == 204);
  close_calls();
  CHECK(actors() == before);
}

TEST_CASE("a call that ends late while its cancel still waits for others is "
          "counted, and keeps nobody waiting",
          "[cancel]") {
  for (auto steps = 0; steps < 40; ++steps) {
    INFO("after " << steps << " messages");
    moment_world world;
    auto before = world.actors();
    auto id = world.submit();
    world.model->answer("foundation");
    world.settle();
    auto first = world.model->waiting.front()->request.stage;
    auto cancelled = world.order(id, cancel_command{});
    for (auto i = 0; i < steps; ++i)
      world.step();
    // What the others are sent from here on they are sent later.
    world.tick(500ms);
    world.settle();
    world.tick(500ms);
    world.settle();
    io::llm::failure closed;
    closed.spent = {{7, 3, 0, 0}, 21};
    world.model->fail(first, closed);
    world.settle();
    world.tick(500ms);
    world.settle();
    world.close_calls();
    world.advance(5s);
    REQUIRE(*cancelled);
    CHECK(world.shown_cost(id) >= 3 * 21);
    world.check_totals(id);
    CHECK(world.actors() == before);
  }
}

TEST_CASE_METHOD(moment_world,
                 "late costs that come together are written as "
                 "one, and are filed once",
                 "[cancel]") {
  auto id = submit();
  model->answer("foundation");
  settle();
  auto answer = order(id, cancel_command{});
  settle();
  advance(2s);
  REQUIRE(*answer);
  auto known = shown_cost(id);
  auto written = database->calls;
  close_calls();
  CHECK(database->calls == written + 1);
  CHECK(shown_cost(id) == known + 3 * 21);
  check_totals(id);
}
