/// What the sources of the supervisor ask of each other, by the source that has
/// it.

#pragma once

#include "actors/supervisor/supervisor.hpp"

namespace dossier::supervision {

using self_ptr = supervisor_actor::stateful_pointer<supervisor_actor_state>;
using phase = enum supervisor_actor_state::phase;

// -- supervisor.cpp -----------------------------------------------------------

/// Whether stages are run: the job has not ended, and is not only commanded.
bool is_running(const supervisor_actor_state& st);

/// Whether what is held here may be taken back: no fact and no command is
/// applied to it.
bool is_unsettled(const supervisor_actor_state& st) noexcept;

/// Has a transition recorded.
void record(self_ptr self, supervisor_actor_state::pending_commit next);

/// What follows once nothing is in flight: the next command, or the end.
void settle(self_ptr self);

/// Tells every stage who waits for it, and what it starts from. Said again
/// after the job was read anew, since a commit whose acknowledgement was lost
/// may have changed what a stage starts from.
void send_peers(self_ptr self);

/// Sets going what the store says is running. A stage that is at it already
/// takes no notice; one that waits for its next attempt knows from its peers.
void resume_running(self_ptr self);

// -- commands.cpp -------------------------------------------------------------

/// Turned away once the job is given back; the queue knows who has it.
caf::result<request_outcome> on_command(self_ptr self,
                                        const job_command& command);

/// Carries out the command that has waited longest. Returns false when there is
/// none.
bool next_command(self_ptr self);

// -- late.cpp -----------------------------------------------------------------

/// A call has ended whose attempt was cancelled before, or its cost is offered
/// again. Somebody else may have the job by now; the queue knows.
void on_late(self_ptr self, const late_usage& cost);

/// Files what a late call has cost.
caf::result<recorded> on_late_usage(self_ptr self, const late_usage& cost);

/// Ends a supervisor that has lingered long enough for late calls.
void on_deadline(self_ptr self);

// -- reload.cpp ---------------------------------------------------------------

/// Sets the job going from where the store has it.
void resume(self_ptr self);

/// Commits on their way may still be applied, so the job is read when all of
/// them have been answered. Until then, and while it is read, facts are turned
/// away and come again.
void reload_when_quiet(self_ptr self);

void read_job(self_ptr self);

} // namespace dossier::supervision
