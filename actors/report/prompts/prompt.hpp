/// What a model is asked: templates of the pipeline, filled for one job.

#pragma once

#include "actors/report/failure.hpp"
#include "actors/report/violation.hpp"
#include "messages/fault.hpp"
#include "messages/job.hpp"

namespace dossier::report {

/// Which question of a stage: the stage as a whole, or a piece of its split.
enum class part : std::uint8_t { whole, overview, item };

/// The stage as a whole where it has no split.
const question& question_of(const stage_definition& stage, part which);

struct prompt_inputs {
  const pipeline_ptr& graph;
  stage_index stage = 0;
  const job_request& request;
  /// The job's; time horizon and report date are counted from it.
  timestamp created_at{};
  /// Indexed like the pipeline's stages; null: none.
  const std::vector<section_text>& outputs;
  const source_catalog& sources;
  enum part part = part::whole;
  /// The element of `split.over` that `part::item` is about, else null.
  const nlohmann::json* item = nullptr;
};

struct prompt {
  /// What stands in the line `Stage: …`, such as `section_4 / overview`.
  std::string label;
  /// The same bytes for every stage of a job: the pipeline's blocks, and the
  /// foundation's output last. The foundation itself gets only the former.
  std::vector<std::shared_ptr<const std::string>> system;
  /// Begins with the lines `Stage: …`, `Company: …`, `Geography: …`.
  std::string user;
};

/// Fails with `internal` when an output that the stage needs is not there or a
/// template cannot be filled; neither happens to a checked pipeline.
result<prompt> fill_prompt(const prompt_inputs& inputs);

/// `section_4`, `section_4 / overview`, `section_4 / segment: <name>`.
std::string label_of(const stage_definition& stage, part which,
                     const nlohmann::json* item);

/// Whether a template may use the variable anywhere, apart from `output:…` and
/// `data:…`.
bool is_plain_variable(std::string_view name) noexcept;

/// Unknown variables, required ones that are missing, needs not quoted.
faults check_prompts(const pipeline& graph);

} // namespace dossier::report
