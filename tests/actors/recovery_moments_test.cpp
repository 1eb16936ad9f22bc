/// A wait that ends while its job is taken up after a crash: found by
/// simulation, kept as a plain test.

#include "tests/support/moment_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// From the first refused commit to reading the job anew.
constexpr auto reload_delay = 100ms;

struct recovery_world : moment_world {
  /// The first of the commits to come, and the one behind the next.
  void refuse_first_and_third() {
    auto before = database->calls;
    database->fault = [=](std::uint64_t call) {
      return call == before + 1 || call == before + 3
               ? std::optional<storage::memory_fault>{
                   {storage::fault_moment::before, storage::error_code::io}}
               : std::nullopt;
    };
  }

  /// Remembers whether a call was made whose start was not stored.
  void watch_calls(const job_id& id) {
    model->at_once
      = [this, id](
          const io::llm::request& what) -> std::optional<std::string> {
      const auto& job = state(id);
      const auto& asker = job.stages.at(*job.graph->find(what.stage));
      is_early = is_early || asker.status != stage_status::running
                 || asker.detail == stage_detail::retry_wait;
      return {};
    };
  }

  bool is_early = false;
};

} // namespace

TEST_CASE("no call goes out before its start is stored, whenever a wait ends",
          "[recovery]") {
  for (auto steps = 0; steps < 25; ++steps) {
    INFO("after " << steps << " messages");
    recovery_world world;
    auto id = world.submit();
    world.model->answer("foundation");
    world.settle();
    world.model->fail("section_8", error_class::transient);
    world.settle();
    auto due = *world.stage(id, section_8).next_attempt_at;
    world.advance(due - world.now() - reload_delay - 1ms);
    world.refuse_first_and_third();
    world.crash_and_restart();
    world.watch_calls(id);
    world.tick(reload_delay);
    for (auto i = 0; i < steps; ++i)
      world.step();
    world.tick(1ms);
    world.settle();
    world.advance(1s);
    CHECK_FALSE(world.is_early);
    CHECK(world.model->is_asked("section_8"));
    CHECK(world.model->is_asked("section_2"));
    CHECK(world.stage(id, section_8).attempts == 2);
    CHECK(world.stage(id, section_2).crashes == 1);
  }
}
