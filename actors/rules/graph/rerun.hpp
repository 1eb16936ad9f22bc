/// Which stages a rerun runs, and why: SEMANTICS 7 as a pure function.

#pragma once

#include "messages/commands.hpp"

#include <variant>

namespace dossier::rules {

enum class rerun_reason : std::uint8_t {
  /// Asked for.
  requested,
  /// Failed or cancelled, and needed by one that runs.
  failed_dependency,
  /// Blocked by stages that all run again.
  blocked,
  /// Completed from what runs again.
  stale,
  /// Made from other outputs, so it is made anew.
  computed,
};

/// As plans write it.
std::string_view reason_name(rerun_reason reason) noexcept;

/// A stage that has no output after a rerun, even if all that runs completes.
struct missing_stage {
  stage_index stage = 0;
  /// Whose failure or cancellation it is: its own, or that of a stage it needs,
  /// directly or through others. If that one runs or has completed since, what
  /// it had blocked is just not asked for.
  stage_index because = 0;

  friend bool operator==(const missing_stage&, const missing_stage&) = default;
};

struct rerun_plan {
  stage_set sections;
  /// Computed stages that run besides.
  stage_set recomputed;
  /// Completed stages that do not run and were made from an output of one that
  /// does, or while it had none.
  stage_set stale;
  /// In the order of the pipeline.
  std::vector<missing_stage> missing;
  /// Of every stage that runs; indexed like the pipeline.
  std::vector<rerun_reason> reasons;

  stage_set all() const noexcept {
    return sections | recomputed;
  }
};

/// Revision of a job as the client of a plan sees it.
std::string plan_version(const job_state& job);

/// 409 while the job is active or no longer as planned, 422 for sections that
/// are none.
std::variant<rerun_plan, problem> plan_rerun(const job_state& job,
                                             const rerun_command& command);

} // namespace dossier::rules
