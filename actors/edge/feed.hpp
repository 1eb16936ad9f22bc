/// The feed of all jobs that a client may see.

#pragma once

#include "actors/edge/output.hpp"

namespace dossier::edges {

/// Sends the active jobs, up to a bound, and the newest, and from then on every
/// change.
void follow_jobs(self_ptr self);

/// Sends what has become of a job, for one who follows the feed: after the jobs
/// while they are read, and not when it is older than what they showed.
void push_change(self_ptr self, const feed_frame& change);

/// The same for a job that is gone.
void push_change(self_ptr self, const removal_frame& removal);

} // namespace dossier::edges
