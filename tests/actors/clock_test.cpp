/// The clock on the wall may be set at any time, and what was promised to last
/// so long still does.

#include "tests/support/worlds/moment_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

constexpr auto day = milliseconds{24h};

/// Beyond what 32 bits of seconds can tell.
constexpr auto to_2038 = std::chrono::floor<milliseconds>(
  std::chrono::sys_days{std::chrono::year{2038} / 1 / 20} - noon);

constexpr milliseconds jumps[]{1h, -1h, day, -day, to_2038};

milliseconds length_of(const stage_state& stage) {
  return *stage.next_attempt_at - *stage.phase_since;
}

} // namespace

TEST_CASE("a wait keeps its length, whatever the clock says meanwhile",
          "[clock]") {
  for (auto by : jumps) {
    INFO("by " << by.count() << " ms");
    moment_world world;
    auto id = world.submit();
    world.model->fail("foundation", error_class::transient);
    world.settle();
    auto length = length_of(world.stage(id, foundation));
    world.advance(1s);
    world.jump(by);
    world.advance(length - 1s - 1ms);
    CHECK_FALSE(world.model->is_asked("foundation"));
    world.advance(1ms);
    CHECK(world.model->is_asked("foundation"));
    world.answer_all();
    world.model->answer("foundation");
    world.settle();
    CHECK(world.state(id).status == job_status::completed);
  }
}

TEST_CASE("a wait read anew or taken up again lasts no longer than it was",
          "[clock]") {
  for (auto by : jumps)
    for (auto is_crash : {false, true}) {
      INFO("by " << by.count() << " ms, "
                 << (is_crash ? "crash" : "refused commit"));
      moment_world world;
      auto id = world.submit();
      world.model->fail("foundation", error_class::transient);
      world.settle();
      auto length = length_of(world.stage(id, foundation));
      world.jump(by);
      if (is_crash) {
        world.crash_and_restart();
      } else {
        world.refuse_commit(1, storage::fault_moment::before);
        world.order(id, update_command{{{"new"}}, {}, {}});
        world.settle();
      }
      world.advance(length + 200ms);
      CHECK(world.model->is_asked("foundation"));
    }
}

TEST_CASE("jobs made while the clock is set back are kept apart, and run",
          "[clock]") {
  moment_world world;
  world.answer_all();
  std::set<job_id> ids;
  for (auto by : jumps) {
    ids.insert(world.submit());
    world.jump(by);
    ids.insert(world.submit());
    world.jump(-by);
    ids.insert(world.submit());
  }
  CHECK(ids.size() == 3 * std::size(jumps));
  for (const auto& id : ids)
    CHECK(world.state(id).status == job_status::completed);
}
