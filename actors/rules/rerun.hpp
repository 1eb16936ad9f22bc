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

struct rerun_plan {
  stage_set sections;
  /// Computed stages that run besides.
  stage_set recomputed;
  /// Completed model stages that do not run, but used an output of one that
  /// does.
  stage_set stale;
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
