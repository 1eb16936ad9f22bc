/// Sections that need no model: pure functions of the other outputs.

#pragma once

#include "actors/report/failure.hpp"
#include "messages/job.hpp"

namespace dossier::report {

struct compute_inputs {
  const pipeline& graph;
  stage_index stage = 0;
  /// Null where a stage has no output, which for one that this stage needs or
  /// prefers means that it failed.
  const std::vector<section_text>& outputs;
  const source_catalog& sources;
};

/// Runs the function that the stage names; `internal` when there is none.
result<nlohmann::json> compute(const compute_inputs& inputs);

bool is_compute_function(std::string_view name) noexcept;

} // namespace dossier::report
