/// A report type: its stages, who builds on whom, and what each is asked. Read
/// from a folder of `config/pipelines`, never changed afterwards.

#pragma once

#include "messages/stage.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>

namespace dossier {

enum class stage_kind : std::uint8_t {
  /// Asks a provider.
  model,
  /// A pure function of other outputs.
  computed,
};

std::string_view to_string(stage_kind kind) noexcept;
std::optional<stage_kind> parse_stage_kind(std::string_view text) noexcept;

/// A prompt template and the schema its answer must satisfy. `file` names
/// where the template stands, for errors.
struct question {
  std::string file;
  std::string prompt;
  std::string schema_file;
  /// As written, in reading order, for prompts and clients.
  std::string schema_text;
  nlohmann::json schema;
};

enum class check_level : std::uint8_t { error, warning };

/// A condition beyond the schema; `actors/report/checks/checks.hpp` knows the
/// names.
struct check {
  std::string name;
  check_level level = check_level::error;
  nlohmann::json arguments;
};

/// How a stage whose answer was truncated is asked in pieces.
struct split {
  std::string over;
  std::string label;
  std::string into;
  question overview;
  question item;
};

struct stage_definition {
  std::string id;
  std::string name;
  std::string field;
  std::string report_key;
  stage_kind kind = stage_kind::model;
  stage_set needs;
  stage_set prefers;
  unsigned max_attempts = 3;
  int max_tokens = 0;
  /// Second limit after a truncation; 0: none.
  int max_tokens_large = 0;
  question ask;
  std::vector<check> checks;
  std::vector<std::string> coerce;
  std::optional<struct split> split;
  /// Name of the function behind a computed stage; empty for models.
  std::string compute;
};

/// Where a prompt or schema text lives, so that problems can name it.
struct pipeline {
  std::string report_type;
  std::string name;
  int version = 1;
  std::string folder;
  /// System blocks, the same bytes for every stage of a job.
  std::vector<std::string> system;
  std::map<std::string, std::string> data;
  std::vector<std::string> required_variables;
  stage_index foundation = 0;
  /// No report may be trusted more than these of its stages.
  stage_set confidence_anchors;
  std::vector<stage_definition> stages;

  /// Nothing for an id this pipeline does not have.
  std::optional<stage_index> find(std::string_view id) const noexcept;

  /// Stages that need or prefer `stage`, directly.
  stage_set dependents(stage_index stage) const noexcept;
};

/// Whether both have the same stages in the same order, so that an index means
/// the same in either.
bool has_same_stages(const pipeline& left, const pipeline& right) noexcept;

using pipeline_ptr = std::shared_ptr<const pipeline>;

/// Every report type this process knows, by name.
using pipeline_catalog = std::map<std::string, pipeline_ptr, std::less<>>;

} // namespace dossier
