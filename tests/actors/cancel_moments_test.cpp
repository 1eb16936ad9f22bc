/// A cancel at every moment of a job, and every commit around it refused: found
/// by simulation, kept as plain tests.

#include "tests/support/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

struct moment_world : engine_world {
  job_command cancel_of(const job_id& id) {
    job_command what;
    what.id = id;
    what.by = "ann";
    what.what = cancel_command{};
    return what;
  }

  /// Whether that happened is told by the result.
  std::shared_ptr<bool> refuse_commit(std::uint64_t which,
                                      storage::fault_moment when) {
    auto fails_at = database->calls + which;
    auto result = std::make_shared<bool>(false);
    database->fault
      = [=](std::uint64_t call) -> std::optional<storage::memory_fault> {
      if (call != fails_at)
        return {};
      *result = true;
      return {{when, storage::error_code::io}};
    };
    return result;
  }

  /// Ends every call that waits, those that were cancelled too.
  void close_calls() {
    for (auto& call : std::exchange(model->waiting, {})) {
      io::llm::failure closed;
      closed.spent = {{7, 3, 0, 0}, 21};
      call->to->on_failure(closed);
    }
    settle();
  }

  bool has_open_call() const {
    return std::any_of(model->waiting.begin(), model->waiting.end(),
                       [](const auto& call) { return !call->is_cancelled; });
  }

  void check_totals(const job_id& id) const {
    nano_usd told = 0, filed = 0;
    for (const auto& each : state(id).stages)
      told += each.total.cost;
    for (const auto& attempt : stored(id).attempts)
      filed += attempt.what.spent.cost;
    CHECK(told == filed);
  }
};

} // namespace

TEST_CASE("a cancel at any moment leaves no call behind", "[cancel]") {
  for (auto steps = 0; steps < 60; ++steps) {
    INFO("after " << steps << " messages");
    moment_world world;
    auto id = world.submit();
    world.model->answer("foundation");
    for (auto i = 0; i < steps; ++i)
      world.step();
    auto answer
      = world.ask_later<reply>(world.engine().queue, world.cancel_of(id));
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

namespace {

/// Cancels a job while the `which`-th commit from then on fails; whether there
/// was one.
bool cancel_while_failing(std::uint64_t which, storage::fault_moment when,
                          milliseconds close_after) {
  moment_world world;
  auto id = world.submit();
  world.model->answer("foundation");
  auto is_hit = world.refuse_commit(which, when);
  auto answer
    = world.ask_later<reply>(world.engine().queue, world.cancel_of(id));
  world.settle();
  world.advance(close_after);
  world.close_calls();
  world.model->at_once
    = [](const io::llm::request& what) { return section_answer(what.stage); };
  world.advance(2min);
  REQUIRE(*answer);
  auto status = world.state(id).status;
  CHECK(is_terminal(status));
  if ((*answer)->status == 202)
    CHECK(status == job_status::cancelled);
  else if (when == storage::fault_moment::before)
    CHECK(status == job_status::completed);
  world.check_totals(id);
  return *is_hit;
}

} // namespace

TEST_CASE("whichever commit fails around a cancel, the job ends well",
          "[cancel]") {
  for (auto when :
       {storage::fault_moment::before, storage::fault_moment::after})
    for (auto close_after : {0s, 3s}) {
      auto which = 1u;
      while (cancel_while_failing(which, when, close_after))
        ++which;
      INFO("commits: " << which - 1 << ", calls close after "
                       << close_after.count() << " s");
      CHECK(which > 2);
    }
}
