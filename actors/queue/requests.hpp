/// What clients want of the queue: new jobs, and commands on jobs. Requests
/// with an idempotency key are answered once.
///
///     request ──key known──▶ first answer
///        │ new
///        ├── submission ──▶ durable ──▶ waiting
///        └── command ──▶ supervisor of the job, spawned where there is none

#pragma once

#include "actors/queue/queue.hpp"

namespace dossier::queueing {

using self_ptr = queue_actor::stateful_pointer<queue_actor_state>;

// -- of queue.cpp -------------------------------------------------------------

/// Null for a job that this process cannot run.
report_type_ptr runnable_type_of(self_ptr self, const job_state& job);

bool has_slot(const queue_actor_state& st);

/// Admits jobs as long as there are slots.
void admit_next(self_ptr self);

/// Whether this job is the next to be admitted, and there is a slot for it.
bool is_due(const queue_actor_state& st, const job_id& id);

/// Whether this job has a supervisor for commands alone.
bool is_commanded(const queue_actor_state& st, const job_id& id);

/// Lets in a job that does not wait yet.
void admit_at_once(self_ptr self, const struct job& job);

/// Looks for unfinished jobs that nobody has: a commit whose acknowledgement
/// was lost may have made some.
void sweep(self_ptr self);

/// Answers the drain once no job is in anybody's hands. To be asked whenever a
/// job has left one.
void report_drained(self_ptr self);

// -- of queue_requests.cpp ----------------------------------------------------

caf::result<reply> on_submit(self_ptr self, const submit_job& submit);

caf::result<reply> on_command(self_ptr self, const job_command& command);

/// Sends the commands on their way that waited for this job to get or to leave
/// its supervisor.
void dispatch_held(self_ptr self, const job_id& id);

/// The same, for a job that gets none for now.
void refuse_held(self_ptr self, const job_id& id, const problem& why);

/// Answers the commands that a supervisor had in its hands when it died.
void refuse_lost(self_ptr self, const caf::actor_addr& owner);

} // namespace dossier::queueing
