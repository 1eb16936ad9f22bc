#include "config/pipeline_graph.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace dossier::config {

namespace {

/// Keys that a report has besides those of its sections.
constexpr auto report_keys = std::array<std::string_view, 6>{
  "id", "metadata", "sections", "sourceCatalog", "status", "warnings"};

bool is_id(const std::string& text) {
  return !text.empty()
         && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_")
              == std::string::npos;
}

void report(const pipeline& graph, std::size_t stage, const char* key,
            std::string reason, faults& into) {
  into.push_back({.file = graph.folder + "/pipeline.json",
                  .key = "/stages/" + std::to_string(stage) + "/" + key,
                  .reason = std::move(reason)});
}

void check_names(const pipeline& graph, faults& into) {
  std::set<std::string> ids, fields, keys;
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const auto& stage = graph.stages[i];
    if (!is_id(stage.id))
      report(graph, i, "id", "has more than a-z, 0-9 and _", into);
    if (!ids.insert(stage.id).second)
      report(graph, i, "id", stage.id + " stands twice", into);
    if (!fields.insert(stage.field).second)
      report(graph, i, "field", stage.field + " stands twice", into);
    if (!keys.insert(stage.report_key).second)
      report(graph, i, "reportKey", stage.report_key + " stands twice", into);
    if (std::find(report_keys.begin(), report_keys.end(), stage.report_key)
        != report_keys.end())
      report(graph, i, "reportKey", stage.report_key + " is taken", into);
  }
}

/// Takes away stages whose edges are all gone until none is left or the rest
/// wait for each other.
stage_set stages_in_cycles(const pipeline& graph) {
  stage_set left;
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    left.set(i);
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t i = 0; i < graph.stages.size(); ++i) {
      auto edges = graph.stages[i].needs | graph.stages[i].prefers;
      if (left.test(i) && (edges & left).none()) {
        left.reset(i);
        moved = true;
      }
    }
  }
  return left;
}

void check_cycles(const pipeline& graph, faults& into) {
  auto waiting = stages_in_cycles(graph);
  if (waiting.none())
    return;
  std::string names;
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (waiting.test(i))
      names += (names.empty() ? "" : ", ") + graph.stages[i].id;
  into.push_back(
    {.file = graph.folder + "/pipeline.json",
     .key = "/stages",
     .reason = "a cycle keeps these from ever starting: " + names});
}

/// All that `stage` needs, directly or through others.
stage_set all_needs(const pipeline& graph, std::size_t stage) {
  auto result = graph.stages[stage].needs;
  for (stage_set before; before != result;) {
    before = result;
    for (std::size_t i = 0; i < graph.stages.size(); ++i)
      if (before.test(i))
        result |= graph.stages[i].needs;
  }
  return result;
}

void check_foundation(const pipeline& graph, faults& into) {
  const auto& first = graph.stages[graph.foundation];
  if (first.kind != stage_kind::model)
    report(graph, graph.foundation, "kind", "the foundation asks a model",
           into);
  if ((first.needs | first.prefers).any())
    report(graph, graph.foundation, "needs", "the foundation waits for nobody",
           into);
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (i != graph.foundation && !all_needs(graph, i).test(graph.foundation))
      report(graph, i, "needs",
             graph.stages[i].id + " does not build on the foundation", into);
}

} // namespace

void check_graph(const pipeline& graph, faults& into) {
  check_names(graph, into);
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if ((graph.stages[i].needs & graph.stages[i].prefers).any())
      report(graph, i, "prefers", "names a stage that is needed already", into);
  check_cycles(graph, into);
  if (graph.foundation < graph.stages.size())
    check_foundation(graph, into);
}

} // namespace dossier::config
