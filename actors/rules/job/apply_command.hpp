/// What a command means for one job: a transaction and its answer, or an answer
/// alone, such as a refusal. The counterpart of `step` for what people ask for.

#pragma once

#include "actors/rules/job/step.hpp"
#include "messages/commands.hpp"
#include "messages/queries.hpp"
#include "messages/request_outcome.hpp"

namespace dossier::report {

class section_checks;

} // namespace dossier::report

namespace dossier::rules {

/// What a command needs besides the job; the caller has asked for it before.
struct command_facts {
  /// For a cancel: what the running attempts have cost, as far as known.
  std::vector<attempt_report> aborted;
  /// For a restore: the version asked for; absent: there is none.
  std::optional<section_version> version;
  /// Of the job's report type; null where this process does not have it, or
  /// has it with other stages.
  const report::section_checks* checks = nullptr;
};

/// What follows from a command.
struct command_outcome {
  /// Absent when nothing does but the answer.
  std::optional<transition> change;
  request_outcome answer;
};

command_outcome apply_command(const job& before, const job_command& command,
                              const command_facts& known,
                              const step_context& context);

/// Why the job cannot be cancelled; nothing when it can.
std::optional<problem> cancel_refusal(const job_state& job);

/// 404: there is no such job, or it is somebody else's.
problem unknown_job();

/// Whether `by` may know of a job of `owner`.
bool may_see(const user_id& owner, const user_id& by, bool is_admin) noexcept;

/// Nothing when `by` may know of the job.
std::optional<problem> access_refusal(const job_state& job, const user_id& by,
                                      bool is_admin);

} // namespace dossier::rules
