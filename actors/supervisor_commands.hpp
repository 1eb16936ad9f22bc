/// What a supervisor does with commands: gathers what they need, applies
/// `rules::obey`, and has the answer wait for the disk.

#pragma once

#include "actors/supervisor.hpp"

namespace dossier::supervision {

using self_ptr = supervisor_actor::stateful_pointer<supervisor_actor_state>;

/// Of `supervisor.cpp`: has a transition recorded.
void record(self_ptr self, supervisor_actor_state::pending_commit next);

/// Of `supervisor.cpp`: what follows once nothing is in flight: the next
/// command, or the end.
void settle(self_ptr self);

/// Turned away once the job is given back; the queue knows who has it.
caf::result<reply> on_command(self_ptr self, const job_command& what);

/// Takes up the command that has waited longest. Off when there is none.
bool next_command(self_ptr self);

/// Sees to it that stages are awaited for no longer than this; what was armed
/// before counts no more.
void arm_cut(self_ptr self, milliseconds wait);

/// Goes on with a cancel that has waited long enough for its stages; or ends a
/// supervisor that has lingered long enough for them.
void on_cut(self_ptr self, std::uint64_t number);

/// A call has ended whose attempt was cancelled before.
void on_late(self_ptr self, const late_usage& what);

} // namespace dossier::supervision
