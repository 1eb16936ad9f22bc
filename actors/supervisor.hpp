/// Owns one job: spawns its stages, introduces them to each other, applies
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

#pragma once

#include "actors/directory.hpp"

namespace dossier {

struct supervisor_actor_state {
  static inline const char* name = "supervisor";

  supervisor_actor_state() = default;

  /// A commit on its way, and who waits for it.
  struct pending_commit {
    stage_index reporter = 0;
    /// Invalid where nobody waits, as after a recovery.
    caf::typed_response_promise<verdict> sender;
    rules::transition what;
  };

  directory_ptr engine;
  queue_actor queue;
  report_type type;
  struct job job;
  std::vector<stage_actor> stages;
  /// By the revision they lead to.
  std::map<std::uint64_t, pending_commit> in_flight;
  bool is_reloading = false;
  /// The process is about to end: leave when nothing is under way.
  bool is_draining = false;
  /// Until the crash of the attempts under way is recorded.
  bool is_recovering = false;
};

/// Spawns idle; an `assignment` sets it going. Ends with its job.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_actor_state> self,
           directory_ptr engine, queue_actor queue, report_type type);

} // namespace dossier
