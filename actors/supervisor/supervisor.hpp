/// Owns one job: spawns its stages, makes them known to each other, applies
/// `rules::step` to all they report, and has every change recorded.
///
///     stage ──report──▶ step ──commit──▶ recorder
///       ▲                                   │
///       └────────────── verdict ◀── acknowledged
///
/// The job held here is ahead of the store by what is in flight. A refused
/// commit refuses all later ones, so the job is then read anew. A stage that
/// stops unexpectedly takes its supervisor along, and the queue starts over
/// from the store: the same path as after a crash of the process.
///
///     idle ── supervisor_assigned ──▶ running, or recovering first
///     recovering ── crash_recorded ──▶ running
///     idle, recovering, running ── commit_refused ──▶ reloading
///     reloading ── job_read_anew ──▶ idle, running, or recovering again
///     idle, running ── job_left ──▶ lingering
///     lingering ── supervisor_reassigned ──▶ running
///
/// Commands pass here too. For a job that does not run the queue spawns a
/// supervisor that stays idle, and leaves once it has carried them out. When
/// one of them made the job wait for a turn, the queue may assign it the job.

#pragma once

#include "actors/directory.hpp"

#include <deque>

namespace dossier {

struct supervisor_actor_state {
  static inline const char* name = "supervisor";

  supervisor_actor_state() = default;

  enum class phase : std::uint8_t {
    /// Has no stages, and is there for commands; or waits for its assignment.
    idle,
    /// The crash of the attempts under way is on its way to the disk.
    recovering,
    /// Applies what stages report, until the job has ended.
    running,
    /// A commit was refused: the job is read anew once none is in flight.
    reloading,
    /// The queue has the job back.
    lingering,
  };

  /// A stage that waits for its verdict.
  struct waiting_stage {
    stage_index reporter = 0;
    caf::typed_response_promise<verdict> sender;
  };

  /// A client that waits for the answer to a command.
  struct waiting_client {
    caf::typed_response_promise<request_outcome> sender;
    request_outcome answer;
  };

  /// The queue waits for the cost of a late call to be filed.
  struct waiting_queue {
    caf::typed_response_promise<recorded> sender;
  };

  /// The stages wait until the crash of their attempts is recorded.
  struct waiting_recovery {};

  using waiting = std::variant<waiting_stage, waiting_client, waiting_queue,
                               waiting_recovery>;

  /// A commit on its way, and who waits for it.
  struct pending_commit {
    rules::transition change;
    waiting who;
  };

  struct pending_command {
    job_command command;
    caf::typed_response_promise<request_outcome> sender;
  };

  /// A cancel that waits for the running attempts to be aborted.
  struct cancellation {
    pending_command cancel;
    stage_set awaited;
    /// Those whose call has not ended in time.
    stage_set late;
    std::vector<attempt_report> aborted;
  };

  directory_ptr directory;
  report_type_ptr type;
  struct job job;
  enum phase phase = phase::idle;
  /// Empty where the job was never run by this supervisor.
  std::vector<stage_actor> stages;
  /// By the revision they lead to.
  std::map<std::uint64_t, pending_commit> in_flight;
  /// Commits refused in a row, for the delay before reading anew.
  unsigned refusals = 0;
  /// Attempts under way belong to a process that is gone, and that is not on
  /// record yet.
  bool needs_recovery = false;
  /// The process is about to end: leave when nothing is under way.
  bool is_draining = false;
  /// The job is gone.
  bool is_removed = false;
  /// Commands that wait until the facts before them are durable.
  std::deque<pending_command> commands;
  /// A command under way: at most one of these two.
  std::optional<cancellation> cancelling;
  bool is_reading_version = false;
  /// Cancelled stages whose cost is not filed yet, as their call ends late.
  stage_set late;
};

/// Spawns idle; an `assignment` sets it going. Ends with its job. Null `checks`
/// in the type: of a job that this process can only read.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_actor_state> self,
           directory_ptr directory, report_type_ptr type);

} // namespace dossier
