/// One transaction on one job: the state it leads to and what happened on the
/// way. `rules::step` makes it, the recorder has it written.

#pragma once

#include "messages/events.hpp"
#include "messages/reply.hpp"

namespace dossier {

/// An event as it is stored and sent: the JSON object
/// `{"jobId", "seq", "ts", "generation", "event", "stage"?, "attempt"?,
/// "data"}`.
struct encoded_event {
  std::uint64_t seq = 0;
  std::shared_ptr<const std::string> text;
};

/// One finished attempt, as `GET …/attempts` shows it.
struct attempt_record {
  attempt_key key;
  attempt_outcome outcome{};
  std::optional<error_class> error;
  std::string message;
  std::string model;
  std::string stop_reason;
  unsigned calls = 0;
  timestamp started_at{};
  timestamp completed_at{};
  usage spent;
};

/// What a call has cost whose attempt was filed before it ended.
struct late_usage {
  attempt_key key;
  usage spent;
  unsigned calls = 0;
};

/// A new output. The one it replaces goes to the version history.
struct output_record {
  stage_index stage = 0;
  unsigned version = 0;
  unsigned generation = 1;
  /// The version whose text this is, after a restore.
  std::optional<unsigned> restored_from;
  std::string hash;
  section_text text;
  timestamp created_at{};
};

/// The answer to a command that carried an `Idempotency-Key`.
struct idempotency_record {
  /// User, method, path and key, joined: what a repeat must equal.
  std::string scope;
  /// Hash of the body as canonical JSON.
  std::string body_hash;
  reply answer;
  timestamp created_at{};
};

/// One write of an administrator, for `GET /api/admin/audit`.
struct audit_entry {
  user_id by;
  /// The operation: `pauseQueue`.
  std::string action;
  /// A job id, or empty.
  std::string target;
  /// A JSON object: what was asked for and what came of it.
  std::string detail;
  timestamp at{};

  friend bool operator==(const audit_entry&, const audit_entry&) = default;
};

/// What holds back the call of an attempt that runs (`waiting`, `throttled`),
/// or that nothing does any more (`none`). Told by no event and under no
/// revision: after a crash it says that no call was under way.
struct hold_note {
  job_id job;
  attempt_key key;
  wait_reason detail = wait_reason::none;
};

/// What is written beside the commits of jobs.
struct store_notes {
  std::vector<audit_entry> audit;
  /// By key, such as `queue.paused`.
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<hold_note> holds = {};
};

struct commit {
  /// What the store must hold for this to apply: 0 for a job that is new.
  std::uint64_t expected_revision = 0;
  std::uint64_t lease = 1;
  /// The job afterwards, with `revision` one above the expected one.
  job_state_ptr after;
  /// Stages whose rows differ from before.
  stage_set changed;
  /// Stages whose output goes to the version history and leaves the report.
  stage_set archived;
  std::vector<encoded_event> events;
  std::vector<attempt_record> attempts;
  /// Added to attempts that are filed already.
  std::vector<late_usage> late;
  std::vector<output_record> outputs;
  source_catalog sources;
  std::optional<idempotency_record> idempotency;
  /// The job goes, with everything that belongs to it; `after` is what it was,
  /// and the lists above are empty.
  bool is_removal = false;
};

using commit_ptr = std::shared_ptr<const commit>;

} // namespace dossier
