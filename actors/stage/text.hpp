/// What a stage does with the text of its call: tells it, a few times a second.

#pragma once

#include "actors/stage/stage.hpp"

namespace dossier::writing {

/// Tells what has gathered, if anything.
void publish_text(self_ptr self);

/// The first piece is told at once; what follows within the interval gathers.
void on_text(self_ptr self, const call_text& piece);

/// The text so far is void; what comes next belongs to a higher call.
void restart_text(stage_actor_state& st, unsigned call);

} // namespace dossier::writing
