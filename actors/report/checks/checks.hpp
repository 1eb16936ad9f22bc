/// Conditions beyond the schema, by the names that pipeline files use.

#pragma once

#include "actors/report/violation.hpp"
#include "messages/fault.hpp"
#include "messages/job.hpp"

namespace dossier::report {

/// What a check may look at besides the document.
struct check_inputs {
  const pipeline& graph;
  /// Whose document it is.
  stage_index stage = 0;
  /// The catalogue as the stage was shown it.
  const source_catalog& sources;
  /// Outputs of the other stages; null: none.
  const std::vector<section_text>& outputs;
  /// No source and no news is from later.
  timestamp now;
  /// What the document was asked to satisfy; null: not known.
  const nlohmann::json* schema = nullptr;
};

/// Empty: the condition holds.
std::vector<violation> run_check(const check& check,
                                 const nlohmann::json& document,
                                 const check_inputs& inputs);

/// What a check of the joined document says of one piece already: that it goes
/// by another name than the item it was asked about. Empty for checks that say
/// nothing of single pieces.
std::vector<violation>
check_item_names(const check& check, const pipeline& graph, const split& how,
                 const nlohmann::json& piece, const nlohmann::json& item);

/// Names that must be those of another stage and are, but for case, accents,
/// blanks or a star, come to be spelled as there.
void adopt_names(nlohmann::json& document, const stage_definition& stage,
                 const pipeline& graph,
                 const std::vector<section_text>& outputs);

/// The same for a piece of the stage's split, and the item it is about.
void adopt_item_names(nlohmann::json& piece, const stage_definition& stage,
                      const pipeline& graph, const nlohmann::json& item);

/// Unknown names, and arguments that are missing, unknown or of the wrong type.
faults check_checks(const pipeline& graph);

} // namespace dossier::report
