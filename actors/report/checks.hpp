/// Conditions beyond the schema, by the names that pipeline files use.

#pragma once

#include "actors/report/violation.hpp"
#include "messages/fault.hpp"
#include "messages/job.hpp"

namespace dossier::report {

/// What a check may look at besides the document.
struct check_inputs {
  const pipeline& graph;
  const source_catalog& sources;
  /// Outputs of the other stages; null: none.
  const std::vector<section_text>& outputs;
};

/// Empty: the condition holds.
std::vector<violation> run_check(const check& what,
                                 const nlohmann::json& document,
                                 const check_inputs& inputs);

/// Unknown names, and arguments that are missing, unknown or of the wrong type.
faults check_checks(const pipeline& graph);

} // namespace dossier::report
