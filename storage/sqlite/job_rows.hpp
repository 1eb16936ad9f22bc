/// Which column holds what, for jobs and stages, in both directions.

#pragma once

#include "messages/job.hpp"
#include "storage/error.hpp"
#include "storage/sqlite/execution.hpp"
#include "storage/sqlite/summary.hpp"

namespace dossier::storage::sqlite {

/// A stage's row in ResearchSubJob.
constexpr std::int64_t stage_row(std::int64_t job, std::size_t stage) {
  return job * static_cast<std::int64_t>(max_stages)
         + static_cast<std::int64_t>(stage);
}

// -- writing ------------------------------------------------------------------

/// Columns of a job that never change, those any commit may change, and those
/// that change seldom and stand in an index.
inline constexpr std::string_view fixed_job_columns
  = "id, reportType, pipelineVersion, companyName, geography, focusAreas, "
    "userFiles, userContext, timeHorizon, demo, userId, createdAt, "
    "companyKey";
inline constexpr std::string_view changing_job_columns
  = "revision, admitted, cancelled, generation, lastSeq, updatedAt, "
    "startedAt, completedAt, generationCost, priority, budget, tags, "
    "currentStage, progress, overallConfidence, error, inputTokens, "
    "outputTokens, cacheReadTokens, cacheWriteTokens, cost";
inline constexpr std::string_view seldom_job_columns = "status, queuedAt";

void fill_fixed(execution& run, const job_state& job);
void fill_changing(execution& run, const job_state& job, const summary& sum);
void fill_seldom(execution& run, const job_state& job);

inline constexpr std::string_view fixed_stage_columns
  = "number, researchId, createdAt, stage, field, kind, isFoundation, "
    "dependencies, prefers, maxAttempts";
inline constexpr std::string_view changing_stage_columns
  = "status, detail, attempts, crashes, drains, nextAttemptAt, lastError, "
    "errorClass, blockedBy, rootCause, startedAt, phaseSince, "
    "completedAt, duration, stale, confidence, sourcesUsed, version, "
    "outputHash, inputs, inputTokens, outputTokens, cacheReadTokens, "
    "cacheWriteTokens, cost, updatedAt";

void fill_fixed(execution& run, std::int64_t number, const job_state& job,
                std::size_t stage);
void fill_changing(execution& run, const job_state& job, std::size_t stage);

nullable name_of(std::optional<error_class> error);

void fill_usage(execution& run, const usage& spent);

// -- reading ------------------------------------------------------------------

/// Reads the wire name of an enumerator; another text is damage.
template <class Enum>
Enum read_name(execution& run,
               std::optional<Enum> (*parse)(std::string_view) noexcept) {
  auto name = run.text();
  if (auto value = parse(name))
    return *value;
  throw error(error_code::corrupt, "database: unknown name \"" + name + '"');
}

template <class Enum>
std::optional<Enum>
read_optional_name(execution& run,
                   std::optional<Enum> (*parse)(std::string_view) noexcept) {
  if (run.skip_null())
    return {};
  return read_name(run, parse);
}

inline constexpr std::string_view job_columns
  = "number, lease, id, status, admitted, cancelled, generation, revision, "
    "lastSeq, createdAt, queuedAt, updatedAt, startedAt, completedAt, "
    "generationCost, reportType, pipelineVersion, companyName, geography, "
    "focusAreas, userFiles, userContext, timeHorizon, tags, priority, budget, "
    "demo, userId";

struct job_row {
  std::int64_t number = 0;
  std::uint64_t lease = 1;
  int pipeline_version = 1;
  /// Without graph and stages.
  job_state state;
};

job_row read_job(execution& run);

inline constexpr std::string_view stage_columns
  = "stage, field, kind, isFoundation, dependencies, prefers, maxAttempts, "
    "status, detail, attempts, crashes, drains, nextAttemptAt, lastError, "
    "errorClass, blockedBy, rootCause, startedAt, phaseSince, "
    "completedAt, duration, stale, confidence, sourcesUsed, version, "
    "outputHash, inputs, inputTokens, outputTokens, cacheReadTokens, "
    "cacheWriteTokens, cost";

/// A stage as its row has it: other stages by their ids.
struct stage_row_content {
  std::string id;
  std::string field;
  stage_kind kind = stage_kind::model;
  bool foundation = false;
  std::string needs;
  std::string prefers;
  unsigned max_attempts = 0;
  stage_state state;
  std::string blocked_by;
  std::string root_cause;
  std::string inputs;
};

stage_row_content read_stage(execution& run);

usage read_usage(execution& run);

/// What the column `inputs` holds of a section: what it was made from.
struct origin {
  /// By position in the graph; stages it does not have are left out.
  std::vector<input_hash> inputs;
  std::string prompt_fingerprint;
};

origin read_origin(const pipeline& graph, const std::string& json);

/// Joins a job with its stages. The graph is the catalogue's if it has the same
/// stages, else one made from the rows, with ids for names.
job_state assemble(job_row job, std::vector<stage_row_content> stages,
                   const pipeline_catalog& catalog);

} // namespace dossier::storage::sqlite
