/// The planner against a literal reading of the rule, over random jobs.

#include "actors/rules/graph/rerun.hpp"
#include "tests/simulation/judge/reference_plan.hpp"
#include "tests/simulation/world/graphs.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::simulation;

namespace {

constexpr unsigned plans = 100'000;

/// Jobs are drawn anew for every so many plans.
constexpr unsigned plans_a_graph = 50;

void draw_stage(stage_state& stage, bool is_blocked, rng& rng) {
  stage = {};
  auto roll = rng.below(10);
  stage.status = roll < 5   ? stage_status::completed
                 : roll < 9 ? stage_status::failed
                            : stage_status::cancelled;
  if (stage.status == stage_status::failed)
    stage.error = is_blocked ? error_class::blocked : error_class::refusal;
}

/// Ended, with failures where the edges allow them; now and then where they do
/// not, as after a restore.
void draw_stages(job_state& job, rng& rng) {
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    draw_stage(job.stages[i], rng.one_in(2), rng);
  job.status = job_status::completed_with_errors;
}

rerun_command draw_command(const pipeline& graph, rng& rng) {
  rerun_command result;
  for (const auto& stage : graph.stages)
    if (rng.one_in(4))
      result.sections.push_back(stage.id);
  if (result.sections.empty())
    result.sections.push_back(rng.pick(graph.stages).id);
  result.cascade = static_cast<enum cascade>(rng.below(3));
  return result;
}

std::set<std::string> names(const pipeline& graph, stage_set stages) {
  std::set<std::string> result;
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (stages.test(i))
      result.insert(graph.stages[i].id);
  return result;
}

} // namespace

TEST_CASE("100,000 reruns run what the reference plan says, and nothing else") {
  rng rng(7);
  job_state job;
  std::vector<unsigned> differing;
  for (auto i = 0u; i < plans; ++i) {
    if (i % plans_a_graph == 0) {
      job.graph = std::make_shared<const pipeline>(
        i % 200 == 0 ? company() : any_pipeline(rng));
      job.stages.resize(job.graph->stages.size());
    }
    draw_stages(job, rng);
    auto command = draw_command(*job.graph, rng);
    auto planned = rules::plan_rerun(job, command);
    const auto* plan = std::get_if<rules::rerun_plan>(&planned);
    reference_plan expected
      = plan_by_reference(job, command.sections, command.cascade);
    if (!plan || names(*job.graph, plan->sections) != expected.sections
        || names(*job.graph, plan->recomputed) != expected.recomputed)
      differing.push_back(i);
  }
  CHECK(differing.empty());
}
