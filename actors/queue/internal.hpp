/// What the sources of the queue ask of each other, by the source that has it.

#pragma once

#include "actors/queue/queue.hpp"

namespace dossier::queueing {

using self_ptr = queue_actor::stateful_pointer<queue_actor_state>;
using phase = queue_actor_state::phase;

// -- queue.cpp ----------------------------------------------------------------

/// Null for a job that this process cannot run.
report_type_ptr runnable_type_of(self_ptr self, const job_state& job);

bool has_slot(const queue_actor_state& st);

/// Whether a job in this phase holds a slot.
bool holds_slot(phase where) noexcept;

/// Where the job is; nothing for one that has no entry.
std::optional<phase> phase_of(const queue_actor_state& st, const job_id& id);

/// Moves a job on, making its entry where it has none.
queue_actor_state::entry& enter(queue_actor_state& st, const job_id& id,
                                phase where);

/// Admits jobs as long as there are slots.
void admit_next(self_ptr self);

/// Whether this job is the next to be admitted, and there is a slot for it.
bool is_due(const queue_actor_state& st, const job_id& id);

/// Admits a job whose state is at hand.
void admit_at_once(self_ptr self, const struct job& job);

void read_and_admit(self_ptr self, const job_id& id);

/// Gives up the job's entry, and with it its slot and its supervisor.
void leave(self_ptr self, const job_id& id);

/// Looks for unfinished jobs that nobody has: a commit whose acknowledgement
/// was lost may have made some.
void sweep(self_ptr self);

// -- requests.cpp -------------------------------------------------------------

/// Requests with an idempotency key are carried out once:
///
///     request ──key known──▶ first answer
///        │ new
///        ├── submission ──▶ durable ──▶ waiting
///        └── request ──▶ supervisor of the job, spawned where there is none
caf::result<request_outcome> on_submit(self_ptr self, const submit_job& job);

caf::result<request_outcome> on_command(self_ptr self,
                                        const job_command& command);

caf::result<recorded> on_late_usage(self_ptr self, const job_id& id,
                                    const late_usage& cost);

/// Sends requests to their supervisors.
void dispatch(self_ptr self, const std::vector<std::uint64_t>& held);

/// Refuses requests whose job gets no supervisor for now.
void refuse(self_ptr self, const std::vector<std::uint64_t>& held,
            const problem& why);

/// Answers the requests that a supervisor had in its hands when it died.
void refuse_lost(self_ptr self, const caf::actor_addr& owner);

// -- admin.cpp ----------------------------------------------------------------

/// The setting under which a pause outlives the process.
constexpr auto paused_key = "queue.paused";

caf::result<recorded> on_paused(self_ptr self, const set_paused& pause);

/// A job that a command has is started once that is done.
caf::result<request_outcome> on_start(self_ptr self, const start_job& wanted);

queue_state show(self_ptr self);

queue_positions positions_of(self_ptr self, const find_queue_positions& query);

} // namespace dossier::queueing
