/// One stage of one job: waits for what it builds on, asks the provider for
/// its section, offers the result to its supervisor, and tells its peers once
/// that is durable.
///
///     waiting ──peers ended, start granted──▶ attempting ──▶ offering
///        │                                     ▲               │ verdict
///        │ a need failed                 due   │   retry_wait ◀┤
///        ▼                                     └───────┘       ▼
///      ended ◀──────────────────────────────────────────────── ended

#pragma once

#include "actors/directory.hpp"
#include "actors/stage/conversation.hpp"

namespace dossier {

/// Text that has come in and has not been told yet.
struct untold_text {
  std::string text;
  std::size_t offset = 0;
  std::optional<caf::actor_clock::time_point> last_published;
  bool is_armed = false;
};

/// The attempt that runs.
struct running_attempt {
  attempt_key key;
  conversation talk;
  untold_text unpublished;
  /// Number of the call that runs; the text of earlier ones is void.
  unsigned call = 0;
  /// The provider owes the end of a call.
  bool is_calling = false;
  /// For the record: all calls of the attempt.
  unsigned calls_sent = 0;
  usage spent;
  std::string model;
  std::string stop_reason;
  /// Aborted for a shutdown: the end of its call ends it.
  bool is_drained = false;
  /// Aborted for a cancel, which may yet be refused: then it begins anew.
  bool is_aborted = false;
  /// Since when the provider knows that its call is cancelled.
  std::optional<caf::actor_clock::time_point> cancelled_at;
  /// The cancelled call did not end in time: what it costs is told apart.
  bool is_late = false;
  /// Its result is fixed; what comes after is too late.
  bool has_ended = false;
};

struct stage_actor_state {
  static inline const char* name = "stage";

  stage_actor_state() = default;

  /// However the stage ends, it leaves no call behind.
  ~stage_actor_state();

  directory_ptr engine;
  report_type_ptr type;
  supervisor_actor supervisor;
  std::shared_ptr<const std::vector<stage_actor>> peers;
  /// Its view of the job: replaced as peers end, as outputs and sources grow.
  std::shared_ptr<const struct job> job;
  /// Peers that have not ended. Beginning needs this to be empty and the start
  /// to be granted; the two may come in either order.
  stage_set waiting;
  std::optional<attempt_key> granted;
  /// Apart, as most stages of a job wait or have not begun.
  std::unique_ptr<running_attempt> attempt;
  /// What earlier attempts have left.
  split_pieces pieces;
  /// What its calls have waited for a busy provider. A stage lives for one
  /// generation at most, so this is never reset.
  milliseconds throttled{0};
  /// What the supervisor has not acknowledged yet.
  std::unique_ptr<attempt_report> offered;
  /// Who waits for the attempt to be aborted.
  caf::typed_response_promise<attempt_report> aborter;
  unsigned refusals = 0;
  /// The failed attempt whose wait is armed; timers of others are too late.
  std::optional<attempt_key> waits_after;
  /// The job is being cancelled: a start that is on its way comes too late,
  /// unless the cancel is refused and the job read anew.
  bool is_aborted = false;
  /// The process is about to end: no attempt begins.
  bool is_draining = false;
  stage_index index = 0;
};

namespace writing {

using self_ptr = stage_actor::stateful_pointer<stage_actor_state>;

} // namespace writing

/// Spawns idle; `stage_peers` sets it going.
stage_actor::behavior_type
stage(stage_actor::stateful_pointer<stage_actor_state> self,
      directory_ptr engine, report_type_ptr type, stage_index index);

} // namespace dossier
