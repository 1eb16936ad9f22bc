/// How a supervisor takes its job up, at the start and whenever a commit was
/// refused: it reads the job from the store, and goes on from there.

#pragma once

#include "actors/supervisor/commands.hpp"

namespace dossier::supervision {

// -- of supervisor.cpp --------------------------------------------------------

bool is_running(const supervisor_actor_state& st);

/// Tells every stage who waits for it, and what it starts from. Said again
/// after the job was read anew, since a commit whose acknowledgement was lost
/// may have changed what a stage starts from.
void send_peers(self_ptr self);

/// Sets going what the store says is running. A stage that is at it already
/// takes no notice; one that waits for its next attempt knows from its peers.
void resume_running(self_ptr self);

// -- of supervisor_reload.cpp -------------------------------------------------

/// Sets the job going from where the store has it.
void take_up(self_ptr self);

/// Commits on their way may still be applied, so the job is read when all of
/// them have been answered. Until then, and while it is read, facts are turned
/// away and come again.
void reload_when_quiet(self_ptr self);

void read_job(self_ptr self);

} // namespace dossier::supervision
