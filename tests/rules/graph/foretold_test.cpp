/// What a plan foretells is what happens: which sections become stale, and
/// which are still missing, over random jobs and reruns.

#include "actors/report/review.hpp"
#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/job/status.hpp"
#include "tests/support/job_builder.hpp"

#include <random>

using namespace dossier;
using namespace dossier::test;

namespace {

/// With schemas that any object satisfies.
pipeline_ptr share_open(pipeline graph) {
  for (auto& stage : graph.stages) {
    stage.ask.schema = {{"type", "object"}};
    stage.ask.schema_text = stage.ask.schema.dump();
  }
  return std::make_shared<const pipeline>(std::move(graph));
}

/// Every stage depends on some of those before it.
pipeline_ptr random_graph(std::mt19937& rng) {
  auto graph = make_company_graph();
  for (std::size_t i = 1; i < graph.stages.size(); ++i) {
    auto& stage = graph.stages[i];
    stage.needs.reset();
    stage.prefers.reset();
    stage.needs.set(graph.foundation, rng() % 4 != 0);
    for (std::size_t j = 1; j < i; ++j)
      (rng() % 2 ? stage.needs : stage.prefers).set(j, rng() % 4 == 0);
  }
  // One that is computed, and that others may build on.
  graph.stages[5].kind = stage_kind::computed;
  return share_open(std::move(graph));
}

class life {
public:
  explicit life(unsigned seed)
    : rng_(seed),
      world_(some_request(), seed % 3 == 0 ? share_open(make_company_graph())
                                           : random_graph(rng_)) {
    // nop
  }

  void live() {
    end_job(&life::some_fail);
    for (int turn = 0; turn < 6; ++turn)
      rerun_something();
  }

  /// How often there was something to foretell.
  unsigned stale = 0, missing = 0;

private:
  using ending = void (life::*)(stage_index);

  unsigned roll(unsigned sides) {
    return unsigned(rng_() % sides);
  }

  const job_state& job() const {
    return world_.state();
  }

  std::size_t count() const {
    return job().stages.size();
  }

  stage_set at(stage_status status) const {
    return rules::stages_at(job(), status);
  }

  /// Never the same text twice, so that whatever is made anew is another.
  void complete(stage_index stage) {
    REQUIRE(world_.complete(
      stage, section_document("text " + std::to_string(++texts_))));
  }

  void some_fail(stage_index stage) {
    if (stage != job().graph->foundation && roll(4) == 0)
      REQUIRE(world_.fail(stage));
    else
      complete(stage);
  }

  void end_job(ending how) {
    world_.admit();
    while (!is_terminal(job().status)) {
      auto running = at(stage_status::running);
      REQUIRE(running.any());
      auto stage = stage_index(roll(unsigned(count())));
      if (running.test(stage))
        (this->*how)(stage);
    }
  }

  rerun_command random_command() {
    rerun_command command;
    command.cascade = static_cast<enum cascade>(roll(3));
    for (const auto& stage : job().graph->stages)
      if (roll(5) == 0)
        command.sections.push_back(stage.id);
    if (command.sections.empty())
      command.sections.push_back(job().graph->stages[roll(11)].id);
    return command;
  }

  stage_set stale_now() const {
    stage_set result;
    for (std::size_t i = 0; i < count(); ++i)
      result.set(i, job().stages[i].stale);
    return result;
  }

  /// One whole rerun, all of which completes but now and then.
  void rerun_something() {
    auto command = random_command();
    auto planned = rules::plan_rerun(job(), command);
    auto plan = std::get<rules::rerun_plan>(planned);
    auto before = stale_now();
    rules::command_facts known;
    known.checks = &checks_;
    REQUIRE(world_.apply_command(command, known).status == 202);
    auto all_complete = roll(3) != 0;
    end_job(all_complete ? &life::complete : &life::some_fail);
    if (all_complete)
      check(plan, before);
  }

  void check(const rules::rerun_plan& plan, stage_set before) {
    auto untouched = before & ~plan.all();
    INFO(world_.letters());
    REQUIRE((stale_now() & ~untouched) == (plan.stale & ~untouched));
    REQUIRE((plan.stale & ~stale_now()).none());
    stage_set lacking;
    for (const auto& each : plan.missing)
      lacking.set(each.stage);
    REQUIRE(lacking
            == ~at(stage_status::completed) << (64 - count())
                 >> (64 - count()));
    stale += plan.stale.any();
    missing += lacking.any();
  }

  std::mt19937 rng_;
  job_world world_;
  report::section_checks checks_{world_.now.state->graph};
  unsigned texts_ = 0;
};

} // namespace

TEST_CASE("a plan foretells what a rerun makes stale and leaves missing") {
  unsigned stale = 0, missing = 0;
  for (unsigned seed = 1; seed <= 600; ++seed) {
    INFO("seed " << seed);
    life one{seed};
    one.live();
    stale += one.stale;
    missing += one.missing;
  }
  CHECK(stale > 300);
  CHECK(missing > 100);
}
