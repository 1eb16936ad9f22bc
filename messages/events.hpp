/// What happened to a job, in the past tense. Every durable change is one of
/// these, committed with the state it leads to and told only after that.

#pragma once

#include "messages/job.hpp"

#include <variant>

namespace dossier {

// -- the job ------------------------------------------------------------------

/// At creation only; the first event of every job.
struct job_queued {
  job_request request;
};

/// The queue let the job run.
struct job_started {};

/// A client changed what may be changed; absent fields stay as they are.
struct job_updated {
  std::optional<std::vector<std::string>> tags;
  std::optional<int> priority;
  std::optional<nano_usd> budget;
};

enum class cascade : std::uint8_t { none, blocked, stale };

/// A rerun was accepted; the `stage_reset` events follow.
struct job_rerun {
  stage_set sections;
  stage_set recomputed;
  enum cascade cascade = cascade::none;
  std::string reason;
  user_id by;
  std::optional<nano_usd> budget;
};

struct job_cancelled {};

/// Ends every transaction that makes a job terminal.
struct job_finished {
  job_status status{};
};

// -- one stage ----------------------------------------------------------------

/// A rerun put the stage back to pending.
struct stage_reset {};

/// An attempt began: no call is made before this is committed.
struct stage_started {};

/// An attempt failed, crashed or was drained; another follows.
struct stage_retrying {
  error_class error{};
  std::string message;
  timestamp next_attempt_at{};
  usage spent;
};

struct stage_completed {
  confidence level = confidence::unknown;
  std::vector<std::string> sources_used;
  usage spent;
  milliseconds duration{};
  std::string output_hash;
  unsigned version = 0;
};

/// The stage will never be ready in this generation.
struct stage_failed {
  error_class error{};
  std::string message;
  std::optional<stage_index> blocked_by;
  std::optional<stage_index> root_cause;
  usage spent;
};

struct stage_cancelled {
  usage spent;
};

/// A dependency's output changed under a completed stage.
struct stage_stale {
  stage_index because = 0;
};

struct stage_fresh {};

/// An old output became the newest version.
struct stage_restored {
  unsigned version = 0;
  unsigned restored_from = 0;
  std::string output_hash;
  confidence level = confidence::unknown;
  std::vector<std::string> sources_used;
  std::vector<input_hash> inputs;
};

/// A result came too late to count, but its tokens do.
struct stage_usage {
  usage spent;
};

// -- the envelope -------------------------------------------------------------

using event_body
  = std::variant<job_queued, job_started, job_updated, job_rerun, job_cancelled,
                 job_finished, stage_reset, stage_started, stage_retrying,
                 stage_completed, stage_failed, stage_cancelled, stage_stale,
                 stage_fresh, stage_restored, stage_usage>;

struct job_event {
  /// 1, 2, 3, … without gaps over the job's whole life.
  std::uint64_t seq = 0;
  timestamp at{};
  unsigned generation = 1;
  /// Absent for events about the job itself.
  std::optional<stage_index> stage;
  /// Which attempt it is about; absent where none is.
  std::optional<unsigned> attempt;
  event_body body;
};

/// Name on the wire: `stage.completed`.
std::string_view type_of(const job_event& event) noexcept;

} // namespace dossier
