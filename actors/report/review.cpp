#include "actors/report/review.hpp"

#include "actors/report/citations/citations.hpp"
#include "actors/report/prompts/piece.hpp"
#include "actors/report/schema/coerce.hpp"
#include "actors/report/schema/currency.hpp"
#include "actors/report/schema/schema_walk.hpp"
#include "actors/report/sources/dates.hpp"

namespace dossier::report {

namespace {

using nlohmann::json;

/// Pieces of a split lack what most checks look at.
bool applies(const check& check, part which) {
  return which == part::whole || check.name == "sources";
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

/// Pointers of the stage as they lead in its whole or in a piece.
std::vector<std::string> in_part(const std::vector<std::string>& pointers,
                                 const stage_definition& stage, part which) {
  if (which == part::whole || !stage.split)
    return pointers;
  return which == part::item ? pointers_in_item(pointers, *stage.split)
                             : std::vector<std::string>{};
}

/// Of sources, and of what a check holds to the calendar.
std::vector<std::string> dates_of(const stage_definition& stage) {
  std::vector<std::string> result;
  for (const auto& check : stage.checks)
    if (check.name == "past_dates")
      result.push_back(check.arguments.value("values", std::string{}));
  return result;
}

void write_dates(json& document, const stage_definition& stage, part which) {
  auto pointers = in_part(dates_of(stage), stage, which);
  pointers.insert(pointers.end(),
                  {"/source_catalog/*/date", "/new_sources/*/date"});
  for (const auto& pointer : pointers)
    for (auto* date : select_mutable(document, pointer))
      if (date->is_string())
        *date = normal_date(date->get_ref<const std::string&>());
}

void make_ready(json& document, const stage_definition& stage, part which) {
  const auto& schema = question_of(stage, which).schema;
  coerce_numbers(document, in_part(stage.coerce, stage, which));
  coerce_unknown(document, schema);
  coerce_integers(document, schema);
  write_dates(document, stage, which);
  write_plainly(document);
  leave_out_used(document, stage, schema);
}

void spell_names(json& document, const stage_definition& stage,
                 const pipeline& graph, const review_inputs& inputs) {
  if (inputs.part == part::whole)
    adopt_names(document, stage, graph, inputs.outputs);
  else if (inputs.part == part::item && inputs.item && stage.split)
    adopt_item_names(document, stage, graph, *inputs.item);
}

check_inputs inputs_of(const pipeline& graph, const review_inputs& from) {
  return {.graph = graph,
          .stage = from.stage,
          .sources = from.shown,
          .outputs = from.outputs,
          .now = from.now,
          .schema = &question_of(graph.stages[from.stage], from.part).schema};
}

/// A piece is held to what looks at it alone, and to the name of its item.
std::vector<violation> hold_to(const check& check, const json& document,
                               const pipeline& graph,
                               const review_inputs& inputs) {
  const auto& stage = graph.stages[inputs.stage];
  if (applies(check, inputs.part))
    return run_check(check, document, inputs_of(graph, inputs));
  if (inputs.part != part::item || !stage.split)
    return {};
  if (auto narrowed = check_of_item(check, *stage.split))
    return run_check(*narrowed, document, inputs_of(graph, inputs));
  return inputs.item ? check_item_names(check, graph, *stage.split, document,
                                        *inputs.item)
                     : std::vector<violation>{};
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
    found.push_back({.code = "unknown_key",
                     .stage = inputs.stage,
                     .detail = pointer + " is not in the schema"});
  for (const auto& check : stage.checks)
    if (check.level == check_level::warning && applies(check, inputs.part))
      for (const auto& one :
           run_check(check, document, inputs_of(graph, inputs)))
        found.push_back({.code = check.name,
                         .stage = inputs.stage,
                         .detail = to_string(one)});
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
    result.errors.push_back(
      {.pointer = "", .expected = "a stage of the pipeline", .found = "none"});
    return result;
  }
  const auto& graph = *compiled_->graph;
  const auto& stage = graph.stages[inputs.stage];
  make_ready(document, stage, inputs.part);
  spell_names(document, stage, graph, inputs);
  result.errors
    = compiled_->schema_for(inputs.stage, inputs.part).violations(document);
  append(result.errors,
         currency_faults(document, in_part(stage.coerce, stage, inputs.part)));
  for (const auto& check : stage.checks)
    if (check.level == check_level::error)
      append(result.errors, hold_to(check, document, graph, inputs));
  result.document = std::move(document);
  return result;
}

} // namespace dossier::report
