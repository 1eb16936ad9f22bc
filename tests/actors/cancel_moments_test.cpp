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

  void refuse_commit(std::uint64_t which, storage::fault_moment when) {
    auto fails_at = database->calls + which;
    database->fault = [=](std::uint64_t call) {
      return call == fails_at
               ? std::optional<storage::memory_fault>{{when,
                                                       storage::error_code::io}}
               : std::nullopt;
    };
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

TEST_CASE("whichever commit fails around a cancel, the job ends well",
          "[cancel]") {
  for (auto when :
       {storage::fault_moment::before, storage::fault_moment::after})
    for (auto which = 1u; which < 6; ++which)
      for (auto close_after : {0s, 3s}) {
        INFO("commit " << which
                       << (when == storage::fault_moment::before
                             ? " not written"
                             : " not acknowledged")
                       << ", calls close after " << close_after.count()
                       << " s");
        moment_world world;
        auto id = world.submit();
        world.model->answer("foundation");
        world.refuse_commit(which, when);
        auto answer
          = world.ask_later<reply>(world.engine().queue, world.cancel_of(id));
        world.settle();
        if (close_after > 0s)
          world.advance(close_after);
        world.close_calls();
        world.model->at_once = [](const io::llm::request& what) {
          return section_answer(what.stage);
        };
        world.advance(2min);
        CHECK(*answer);
        CHECK(is_terminal(world.state(id).status));
        world.check_totals(id);
      }
}
