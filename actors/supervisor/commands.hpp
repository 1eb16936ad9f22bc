/// What a supervisor does with commands: gathers what they need, applies
/// `rules::apply_command`, and has the answer wait for the disk.

#pragma once

#include "actors/supervisor/supervisor.hpp"

namespace dossier::supervision {

using self_ptr = supervisor_actor::stateful_pointer<supervisor_actor_state>;

/// Of `supervisor.cpp`: has a transition recorded.
void record(self_ptr self, supervisor_actor_state::pending_commit next);

/// Of `supervisor.cpp`: what follows once nothing is in flight: the next
/// command, or the end.
void settle(self_ptr self);

/// Turned away once the job is given back; the queue knows who has it.
caf::result<reply> on_command(self_ptr self, const job_command& command);

/// Takes up the command that has waited longest. Off when there is none.
bool next_command(self_ptr self);

/// Ends a supervisor that has lingered long enough for late calls.
void on_cut(self_ptr self);

/// A call has ended whose attempt was cancelled before, or its cost is offered
/// again.
void on_late(self_ptr self, const late_usage& cost);

} // namespace dossier::supervision
