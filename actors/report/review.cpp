#include "actors/report/review.hpp"

#include "actors/report/coerce.hpp"
#include "actors/report/schema_walk.hpp"

namespace dossier::report {

namespace {

using nlohmann::json;

/// Pieces of a split lack what most checks look at.
bool applies(const check& what, part which) {
  return which == part::whole || what.name == "sources";
}

/// Which sources a model says it used is not asked: the text shows it.
void leave_out_used(json& document, const stage_definition& stage,
                    const json& schema) {
  static const json::json_pointer declared{"/properties/sources_used"};
  if (stage.kind == stage_kind::computed || !document.is_object())
    return;
  if (schema.contains(declared))
    document["sources_used"] = json::array();
  else
    document.erase("sources_used");
}

void make_ready(json& document, const stage_definition& stage, part which) {
  const auto& schema = question_of(stage, which).schema;
  if (which == part::whole)
    coerce_numbers(document, stage.coerce);
  coerce_integers(document, schema);
  leave_out_used(document, stage, schema);
}

check_inputs inputs_of(const pipeline& graph, const review_inputs& from) {
  return {graph, from.stage, from.shown, from.outputs, from.now};
}

void append(std::vector<violation>& to, std::vector<violation> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
}

} // namespace

std::vector<warning>
warnings_of(const json& document, const stage_definition& stage,
            const review_inputs& inputs, const pipeline& graph) {
  std::vector<warning> found;
  for (const auto& pointer :
       unknown_keys(document, question_of(stage, inputs.part).schema))
    found.push_back(
      {"unknown_key", inputs.stage, pointer + " is not in the schema"});
  for (const auto& what : stage.checks)
    if (what.level == check_level::warning && applies(what, inputs.part))
      for (const auto& one :
           run_check(what, document, inputs_of(graph, inputs)))
        found.push_back({what.name, inputs.stage, to_string(one)});
  return found;
}

struct section_checks::compiled {
  /// Of one stage; pieces only where it has a split.
  struct stage_schemas {
    schema_check whole;
    std::optional<schema_check> overview;
    std::optional<schema_check> item;
  };

  pipeline_ptr graph;
  std::vector<stage_schemas> stages;

  const schema_check& schema_for(stage_index stage, part which) const {
    const auto& all = stages[stage];
    if (which == part::overview && all.overview)
      return *all.overview;
    return which == part::item && all.item ? *all.item : all.whole;
  }
};

section_checks::section_checks(pipeline_ptr graph) {
  auto fresh = std::make_unique<compiled>();
  for (const auto& stage : graph->stages) {
    auto& schemas = fresh->stages.emplace_back(schema_check{stage.ask.schema},
                                               std::nullopt, std::nullopt);
    if (stage.split) {
      schemas.overview.emplace(stage.split->overview.schema);
      schemas.item.emplace(stage.split->item.schema);
    }
  }
  fresh->graph = std::move(graph);
  compiled_ = std::move(fresh);
}

section_checks::~section_checks() = default;

bool section_checks::fits(stage_index stage, part which, json document) const {
  if (stage >= compiled_->stages.size())
    return false;
  make_ready(document, compiled_->graph->stages[stage], which);
  return compiled_->schema_for(stage, which).violations(document).empty();
}

review section_checks::review(json document,
                              const review_inputs& inputs) const {
  report::review result;
  if (inputs.stage >= compiled_->stages.size()) {
    result.errors.push_back({"", "a stage of the pipeline", "none"});
    return result;
  }
  const auto& graph = *compiled_->graph;
  const auto& stage = graph.stages[inputs.stage];
  make_ready(document, stage, inputs.part);
  result.errors
    = compiled_->schema_for(inputs.stage, inputs.part).violations(document);
  for (const auto& what : stage.checks) {
    if (what.level != check_level::error)
      continue;
    if (applies(what, inputs.part))
      append(result.errors,
             run_check(what, document, inputs_of(graph, inputs)));
    else if (inputs.part == part::item && inputs.item && stage.split)
      append(result.errors, check_item_names(what, graph, *stage.split,
                                             document, *inputs.item));
  }
  result.document = std::move(document);
  return result;
}

} // namespace dossier::report
