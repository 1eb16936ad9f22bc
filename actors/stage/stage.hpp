/// One stage of one job: waits for what it builds on, asks the provider for
/// its section, offers the result to its supervisor, and notifies its peers
/// once that is durable.
///
///     waiting ─peers ended and start granted─▶ attempt ─verdict─▶ ended
///        │                                       ▲ │
///        │ a need failed                     due │ │ to be retried
///        ▼                                       │ ▼
///      ended                                  retry_wait
///
/// A start is granted by the supervisor's answer for the stage itself, and by
/// the message of the peer whose end made it ready for all others; whichever
/// comes first begins it. The life of one attempt:
///
///     attempt_begun ──▶ calling, or offering at once where it is computed
///     calling ── answer_accepted, attempt_given_up ──▶ offering
///     offering ── verdict_received ──▶ ended
///     calling ── drain_due ──▶ draining ── call_ended ──▶ offering
///     calling, draining ── abort_requested ──▶ aborting
///     aborting ── call_ended ──▶ aborted ── cancel_refused ──▶ calling
///     aborting ── cancel_timed_out ──▶ late ── late_usage_reported ──▶ aborted

#pragma once

#include "actors/directory.hpp"
#include "actors/stage/conversation.hpp"

namespace dossier {

/// Text that has come in and has not been published yet.
struct unpublished_text {
  std::string text;
  std::size_t offset = 0;
  std::optional<caf::actor_clock::time_point> last_published;
  bool is_armed = false;
};

enum class attempt_phase : std::uint8_t {
  /// The provider owes the end of a call.
  calling,
  /// The process is about to end: its call is cancelled, and ends the attempt.
  draining,
  /// The job is cancelled: its call is, and whoever asked waits for its cost.
  aborting,
  /// As before, but the call did not end in time: its cost is told apart.
  late,
  /// Its result is fixed, and offered to the supervisor.
  offering,
  /// The supervisor has decided on it.
  ended,
  /// If the cancel was refused it asks its last question again.
  aborted,
};

struct running_attempt {
  attempt_key key;
  attempt_phase phase = attempt_phase::calling;
  conversation talk;
  unpublished_text unpublished;
  /// Number of the call that runs; the text of earlier ones is void.
  unsigned call = 0;
  /// For the record: all calls of the attempt.
  unsigned calls_sent = 0;
  usage spent;
  std::string model;
  std::string stop_reason;
  /// Since when the provider knows that its call is cancelled.
  std::optional<caf::actor_clock::time_point> cancelled_at;
};

struct stage_actor_state {
  static inline const char* name = "stage";

  stage_actor_state() = default;

  /// However the stage ends, it leaves no call behind.
  ~stage_actor_state();

  directory_ptr directory;
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
  /// While the attempt is offering: its result.
  std::unique_ptr<attempt_report> offered;
  /// Who waits for the attempt to be aborted.
  caf::typed_response_promise<attempt_report> aborter;
  unsigned refusals = 0;
  /// The failed attempt whose wait is armed; timers of others are too late.
  std::optional<attempt_key> waits_after;
  /// The job is being cancelled: a start that is on its way comes too late,
  /// unless the cancel is refused and the job read anew.
  bool is_job_cancelled = false;
  /// The process is about to end: no attempt begins.
  bool is_draining = false;
  stage_index index = 0;
};

/// Spawns idle; `stage_peers` sets it going.
stage_actor::behavior_type
stage(stage_actor::stateful_pointer<stage_actor_state> self,
      directory_ptr directory, report_type_ptr type, stage_index index);

} // namespace dossier
