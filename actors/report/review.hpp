/// Whether an answer may become a section: numbers read, schema, checks.

#pragma once

#include "actors/report/checks/checks.hpp"
#include "actors/report/prompts/prompt.hpp"
#include "actors/report/schema/schema.hpp"

namespace dossier::report {

/// An entry of a report's `warnings`.
struct warning {
  std::string code;
  stage_index stage = 0;
  std::string detail;

  friend bool operator==(const warning&, const warning&) = default;
};

struct review_inputs {
  stage_index stage = 0;
  enum part part = part::whole;
  /// As the prompt showed it.
  const source_catalog& shown;
  /// Outputs of the other stages; null: none.
  const std::vector<section_text>& outputs;
  /// No source and no news is from later.
  timestamp now;
  /// Which element of `split.over` a `part::item` is about; null: any.
  const nlohmann::json* item = nullptr;
};

struct review {
  /// As given, with its numbers read. `sources_used`, where the schema has it,
  /// is an empty list: it is read off the text once its ids are final.
  nlohmann::json document;
  /// Empty: accepted. Else a reason for a repair turn.
  std::vector<violation> errors;
};

/// The schemas of a pipeline, compiled. Built once a pipeline; thread-safe.
class section_checks {
public:
  explicit section_checks(pipeline_ptr graph);
  ~section_checks();

  /// Schema only, numbers read; for choosing between the objects of an answer.
  bool fits(stage_index stage, part which, nlohmann::json document) const;

  /// Pieces of a split are held to their schema, to the stage's `sources` check
  /// and to the name of their item; the joined document to everything.
  report::review review(nlohmann::json document,
                        const review_inputs& inputs) const;

private:
  struct compiled;
  std::unique_ptr<const compiled> compiled_;
};

/// What falls short in one document: keys outside the schema and checks of
/// level warning. Report-wide matters such as quotes are not looked at.
std::vector<warning>
warnings_of(const nlohmann::json& document, const stage_definition& stage,
            const review_inputs& inputs, const pipeline& graph);

/// What loading cannot see: prompts, schemas, checks and compute functions.
/// Whoever loads pipelines calls this before using them.
faults check_pipeline(const pipeline& graph);

/// What falls short without being refused, over a whole report as of `now`:
/// checks of level warning, keys outside the schema, too long and repeated
/// quotes. By stage, then in the order of the pipeline file.
std::vector<warning>
report_warnings(const pipeline& graph, const std::vector<section_text>& outputs,
                const source_catalog& sources, timestamp now);

} // namespace dossier::report
