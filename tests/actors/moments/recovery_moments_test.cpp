/// A process that takes up a job of which some attempts were under way and the
/// wait of another is over, on a disk that takes its time.

#include "tests/support/worlds/moment_world.hpp"

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
      return call == before + 1 || call == before + 3 ? std::optional<
               storage::memory_fault>{{storage::fault_moment::before,
                                       storage::error_code::io}}
                                                      : std::nullopt;
    };
  }

  /// Remembers whether a call was made whose start was not stored.
  void watch_calls(const job_id& id) {
    model->at_once
      = [this,
         id](const io::llm::request& request) -> std::optional<std::string> {
      const auto& job = state(id);
      const auto& stage = job.stages.at(*job.graph->find(request.stage));
      is_early = is_early || stage.status != stage_status::running
                 || stage.detail == wait_reason::retry_wait;
      return {};
    };
  }

  bool is_early = false;
};

struct slow_disk_world : moment_world {
  slow_disk_world() {
    id = submit();
    model->answer("foundation");
    settle();
    model->fail("section_2", error_class::transient);
    settle();
    disk_delay = 1500ms;
    crash_and_boot(1min);
  }

  void answer_everything() {
    model->at_once = [](const io::llm::request& request) {
      return section_answer(request.stage);
    };
    while (!model->waiting.empty())
      model->answer(model->waiting.front()->request.stage);
  }

  /// Of stages whose start the store does not know.
  std::vector<std::string> premature_calls() const {
    std::vector<std::string> result;
    for (const auto& call : model->waiting) {
      const auto& stages = state(id).stages;
      auto index = *state(id).graph->find(call->request.stage);
      if (stages[index].status != stage_status::running
          || stages[index].detail == wait_reason::retry_wait)
        result.push_back(call->request.stage);
    }
    return result;
  }

  job_id id;
};

} // namespace

TEST_CASE_METHOD(slow_disk_world,
                 "no call goes out before its start is durable", "[recovery]") {
  for (auto i = 0; i < 5000; ++i) {
    tick(1ms);
    settle();
    REQUIRE(premature_calls().empty());
  }
  answer_everything();
  advance(1min);
  CHECK(state(id).status == job_status::completed);
  CHECK(stage(id, 2).attempts == 2);
}

TEST_CASE("whichever commit of a recovery fails, the job goes on",
          "[recovery][crash_recorded]") {
  for (auto when :
       {storage::fault_moment::before, storage::fault_moment::after})
    for (auto which = 1u; which < 6; ++which) {
      INFO("commit " << which);
      slow_disk_world world;
      auto is_hit = world.refuse_commit(which, when);
      for (auto i = 0; i < 100; ++i) {
        world.answer_everything();
        world.advance(300ms);
      }
      CHECK(*is_hit);
      CHECK(world.state(world.id).status == job_status::completed);
    }
}

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
