/// What keeps a loaded pipeline from being used.

#include "actors/report/checks/compute.hpp"
#include "actors/report/review.hpp"
#include "actors/report/schema/pointers.hpp"

namespace dossier::report {

namespace {

void lint_question(const question& ask, faults& into) {
  auto found = lint_schema(ask.schema);
  for (const auto& [pointer, reason] : found)
    into.push_back({.file = ask.schema_file, .key = pointer, .reason = reason});
  if (!found.empty())
    return;
  if (schema_check compiled{ask.schema}; !compiled.fault().empty())
    into.push_back({.file = ask.schema_file, .reason = compiled.fault()});
}

void lint_stage(const pipeline& graph, std::size_t index, faults& into) {
  const auto& stage = graph.stages[index];
  auto report = [&](const char* key, std::string reason) {
    into.push_back({.file = graph.folder + "/pipeline.json",
                    .key = "/stages/" + std::to_string(index) + key,
                    .reason = std::move(reason)});
  };
  lint_question(stage.ask, into);
  if (stage.kind == stage_kind::computed && !is_compute_function(stage.compute))
    report("/compute", "no such function: " + stage.compute);
  if (!stage.split)
    return;
  lint_question(stage.split->overview, into);
  lint_question(stage.split->item, into);
  if (!stage.needs.test(graph.foundation))
    report("/split", "only a stage that needs the foundation can be split");
  auto is_single = [](const std::string& pointer) {
    return !pointer.empty() && is_pointer(pointer)
           && pointer.find('*') == std::string::npos;
  };
  if (!is_single(stage.split->over))
    report("/split/over", "is no JSON pointer without stars");
  if (!is_single(stage.split->into))
    report("/split/into", "is no JSON pointer without stars");
}

} // namespace

faults check_pipeline(const pipeline& graph) {
  auto result = check_prompts(graph);
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    lint_stage(graph, i, result);
  auto more = check_checks(graph);
  result.insert(result.end(), more.begin(), more.end());
  return result;
}

} // namespace dossier::report
