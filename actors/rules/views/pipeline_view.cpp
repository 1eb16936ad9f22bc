#include "actors/rules/views/pipeline_view.hpp"

namespace dossier::rules {

namespace {

enum class detail { graph, schemas };

/// As the file has it, in its order; null for a stage without one.
json schema_of(const question& asked) {
  auto written = json::parse(asked.schema_text, nullptr, false);
  return written.is_discarded() ? json(asked.schema) : written;
}

json show_stage(const pipeline& graph, std::size_t i, detail wanted) {
  const auto& stage = graph.stages[i];
  json result{{"id", stage.id},
              {"name", stage.name},
              {"field", stage.field},
              {"reportKey", stage.report_key},
              {"kind", to_string(stage.kind)},
              {"needs", stage_ids(graph, stage.needs)},
              {"prefers", stage_ids(graph, stage.prefers)},
              {"maxAttempts", stage.max_attempts},
              {"foundation", i == graph.foundation}};
  if (wanted == detail::schemas)
    result["schema"] = schema_of(stage.ask);
  return result;
}

json show(const pipeline& graph, detail wanted) {
  auto stages = json::array();
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    stages.push_back(show_stage(graph, i, wanted));
  return {{"reportType", graph.report_type},
          {"name", graph.name},
          {"version", graph.version},
          {"confidenceAnchors", stage_ids(graph, graph.confidence_anchors)},
          {"stages", std::move(stages)}};
}

} // namespace

json show_pipeline(const pipeline& graph) {
  return show(graph, detail::schemas);
}

json list_pipelines(const pipeline_catalog& known) {
  auto items = json::array();
  for (const auto& [name, graph] : known)
    items.push_back(show(*graph, detail::graph));
  return {{"items", std::move(items)}};
}

} // namespace dossier::rules
