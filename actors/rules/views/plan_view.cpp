#include "actors/rules/views/plan_view.hpp"

namespace dossier::rules {

json show_plan(const job_state& job, const rerun_plan& plan,
               const std::optional<stage_estimate>& estimate) {
  const auto& graph = *job.graph;
  auto stages = json::array();
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (plan.all().test(i))
      stages.push_back({{"stage", graph.stages[i].id},
                        {"name", graph.stages[i].name},
                        {"reason", reason_name(plan.reasons[i])}});
  auto missing = json::array();
  for (const auto& each : plan.missing)
    missing.push_back({{"stage", graph.stages[each.stage].id},
                       {"because", graph.stages[each.because].id}});
  json result{{"planVersion", plan_version(job)},
              {"stages", std::move(stages)},
              {"stale", stage_ids(graph, plan.stale)},
              {"missing", std::move(missing)},
              {"estimate", nullptr}};
  if (estimate)
    result["estimate"] = {{"tokens", to_json(estimate->spent.tokens)},
                          {"costUsd", to_usd(estimate->spent.cost)},
                          {"durationMs", estimate->duration.count()}};
  return result;
}

json show_version(const pipeline& graph, stage_index stage,
                  const section_version& version) {
  json result{{"stage", graph.stages[stage].id},
              {"version", version.version},
              {"generation", version.generation},
              {"restoredFrom", version.restored_from
                                 ? json(*version.restored_from)
                                 : json(nullptr)},
              {"hash", version.hash},
              {"createdAt", to_string(version.created_at)}};
  if (version.text)
    result["output"] = json::parse(*version.text);
  return result;
}

} // namespace dossier::rules
