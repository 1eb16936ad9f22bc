/// What happened to a job, in the past tense. Every durable change is one of
/// these, committed with the state it leads to and published only after that.

#pragma once

#include "messages/job.hpp"

#include <variant>

namespace dossier {

// -- the job ------------------------------------------------------------------

/// At creation only; the first event of every job.
struct job_queued {
  job_request request;

  friend bool operator==(const job_queued&, const job_queued&) = default;
};

/// The queue let the job run.
struct job_started {
  friend bool operator==(const job_started&, const job_started&) = default;
};

/// Another cap on the cost of a job, or none any more.
struct budget_change {
  std::optional<nano_usd> cap;

  friend bool operator==(const budget_change&, const budget_change&) = default;
};

/// A client changed what may be changed; absent fields stay as they are.
struct job_updated {
  std::optional<std::vector<std::string>> tags;
  std::optional<int> priority;
  std::optional<budget_change> budget;

  friend bool operator==(const job_updated&, const job_updated&) = default;
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

  friend bool operator==(const job_rerun&, const job_rerun&) = default;
};

/// A cancel was accepted; a `stage_cancelled` for each unended stage follows.
struct job_cancelled {
  friend bool operator==(const job_cancelled&, const job_cancelled&) = default;
};

/// Ends every transaction that makes a job terminal.
struct job_finished {
  job_status status{};

  friend bool operator==(const job_finished&, const job_finished&) = default;
};

// -- one stage ----------------------------------------------------------------

/// A rerun put the stage back to pending.
struct stage_reset {
  friend bool operator==(const stage_reset&, const stage_reset&) = default;
};

/// An attempt began: no call is made before this is committed.
struct stage_started {
  friend bool operator==(const stage_started&, const stage_started&) = default;
};

/// An attempt failed, crashed or was drained; another follows.
struct stage_retrying {
  error_class error{};
  std::string message;
  timestamp next_attempt_at{};
  usage spent;

  friend bool operator==(const stage_retrying&, const stage_retrying&)
    = default;
};

/// An attempt made the section, or a restore had it computed anew.
struct stage_completed {
  confidence level = confidence::unknown;
  std::vector<std::string> sources_used;
  usage spent;
  milliseconds duration{};
  std::string output_hash;
  unsigned version = 0;
  std::string prompt_fingerprint;

  friend bool operator==(const stage_completed&, const stage_completed&)
    = default;
};

/// The stage will never be ready in this generation.
struct stage_failed {
  error_class error{};
  std::string message;
  std::optional<stage_index> blocked_by;
  std::optional<stage_index> root_cause;
  usage spent;

  friend bool operator==(const stage_failed&, const stage_failed&) = default;
};

/// The job was cancelled before the stage had ended.
struct stage_cancelled {
  usage spent;

  friend bool operator==(const stage_cancelled&, const stage_cancelled&)
    = default;
};

/// A dependency's output changed under a completed stage.
struct stage_stale {
  stage_index because = 0;

  friend bool operator==(const stage_stale&, const stage_stale&) = default;
};

/// No dependency of a stale stage differs any more from what it was made of.
struct stage_fresh {
  friend bool operator==(const stage_fresh&, const stage_fresh&) = default;
};

/// An old output became the newest version.
struct stage_restored {
  unsigned version = 0;
  unsigned restored_from = 0;
  std::string output_hash;
  confidence level = confidence::unknown;
  std::vector<std::string> sources_used;
  std::vector<input_hash> inputs;
  std::string prompt_fingerprint;

  friend bool operator==(const stage_restored&, const stage_restored&)
    = default;
};

/// A result came too late to count, but its tokens do.
struct stage_usage {
  usage spent;

  friend bool operator==(const stage_usage&, const stage_usage&) = default;
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

  friend bool operator==(const job_event&, const job_event&) = default;
};

/// Name on the wire: `stage.completed`.
std::string_view type_of(const job_event& event) noexcept;

} // namespace dossier
