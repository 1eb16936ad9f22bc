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
/// Commands pass here too (`supervisor_commands.hpp`). For a job that does not
/// run the queue spawns a supervisor that leaves once it has carried that out.

#pragma once

#include "actors/directory.hpp"

#include <deque>

namespace dossier {

struct supervisor_actor_state {
  static inline const char* name = "supervisor";

  supervisor_actor_state() = default;

  /// A stage that waits for its verdict.
  struct waiting_stage {
    stage_index reporter = 0;
    caf::typed_response_promise<verdict> sender;
  };

  /// A client that waits for the answer to a command.
  struct waiting_client {
    caf::typed_response_promise<reply> sender;
    reply answer;
    std::string trace_id;
  };

  /// The stages wait until the crash of their attempts is recorded.
  struct waiting_recovery {};

  using waiting = std::variant<waiting_stage, waiting_client, waiting_recovery>;

  /// A commit on its way, and who waits for it.
  struct pending_commit {
    rules::transition change;
    waiting who;
  };

  struct pending_command {
    job_command command;
    caf::typed_response_promise<reply> sender;
  };

  /// A cancel that waits for the running attempts to be aborted.
  struct cancellation {
    pending_command command;
    stage_set awaited;
    /// Those whose call has not ended in time.
    stage_set late;
    std::vector<attempt_report> aborted;
  };

  directory_ptr engine;
  queue_actor queue;
  report_type_ptr type;
  struct job job;
  std::vector<stage_actor> stages;
  /// By the revision they lead to.
  std::map<std::uint64_t, pending_commit> in_flight;
  bool is_reloading = false;
  /// Commits refused in a row, for the delay before reading anew.
  unsigned refusals = 0;
  /// The process is about to end: leave when nothing is under way.
  bool is_draining = false;
  /// Until the crash of the attempts under way is recorded.
  bool is_recovering = false;
  /// Commands that wait until the facts before them are durable.
  std::deque<pending_command> commands;
  /// Commands that wait for something they need.
  std::size_t commands_under_way = 0;
  std::optional<cancellation> cancelling;
  /// Cancelled stages whose cost is not filed yet, as their call ends late.
  stage_set late;
  /// Here only for commands: the job does not run.
  bool is_idle = false;
  /// The queue has the job back; only late calls are awaited.
  bool is_lingering = false;
  /// The job is gone.
  bool is_removed = false;
};

/// Spawns idle; an `assignment` sets it going. Ends with its job.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_actor_state> self,
           directory_ptr engine, queue_actor queue, report_type_ptr type);

} // namespace dossier
