/// The feed of all jobs that a client may see.

#pragma once

#include "actors/edge_output.hpp"

namespace dossier::edges {

/// Sends the active jobs and the newest, and from then on every change.
void follow_jobs(self_ptr self);

/// Sends what has become of a job; after the jobs, while they are read.
void push_change(self_ptr self, io::frame next);

} // namespace dossier::edges
