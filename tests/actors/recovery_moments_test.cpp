/// A process that takes up a job of which some attempts were under way and the
/// wait of another is over, on a disk that takes its time.

#include "tests/support/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

struct recovery_world : engine_world {
  recovery_world() {
    id = submit();
    model->answer("foundation");
    settle();
    model->fail("section_2", error_class::transient);
    settle();
    disk_delay = 1500ms;
    crash_and_boot(1min);
  }

  void answer_all() {
    model->at_once
      = [](const io::llm::request& what) { return section_answer(what.stage); };
    while (!model->waiting.empty())
      model->answer(model->waiting.front()->what.stage);
  }

  /// Of stages whose start the store does not know.
  std::vector<std::string> premature_calls() const {
    std::vector<std::string> result;
    for (const auto& call : model->waiting) {
      const auto& stages = state(id).stages;
      auto index = *state(id).graph->find(call->what.stage);
      if (stages[index].status != stage_status::running
          || stages[index].detail == stage_detail::retry_wait)
        result.push_back(call->what.stage);
    }
    return result;
  }

  job_id id;
};

} // namespace

TEST_CASE_METHOD(recovery_world, "no call goes out before its start is durable",
                 "[recovery]") {
  for (auto i = 0; i < 5000; ++i) {
    pass(1ms);
    settle();
    REQUIRE(premature_calls().empty());
  }
  answer_all();
  advance(1min);
  CHECK(state(id).status == job_status::completed);
  CHECK(stage(id, 2).attempts == 2);
}

TEST_CASE("whichever commit of a recovery fails, the job goes on",
          "[recovery]") {
  for (auto when :
       {storage::fault_moment::before, storage::fault_moment::after})
    for (auto which = 1u; which < 6; ++which) {
      INFO("commit " << which);
      recovery_world world;
      auto fails_at = world.database->calls + which;
      auto is_hit = false;
      world.database->fault = [&](std::uint64_t call) {
        is_hit = is_hit || call == fails_at;
        return call == fails_at ? std::optional<
                 storage::memory_fault>{{when, storage::error_code::io}}
                                : std::nullopt;
      };
      for (auto i = 0; i < 100; ++i) {
        world.answer_all();
        world.advance(300ms);
      }
      CHECK(is_hit);
      CHECK(world.state(world.id).status == job_status::completed);
      world.database->fault = nullptr;
    }
}
