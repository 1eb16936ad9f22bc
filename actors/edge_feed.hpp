/// The feed of all jobs that a client may see.

#pragma once

#include "actors/edge_output.hpp"

namespace dossier::edges {

/// Sends the active jobs and the newest, and from then on every change.
void follow_jobs(self_ptr self);

} // namespace dossier::edges
