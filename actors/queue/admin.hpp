/// What the console and the gateways ask of the queue, and what administrators
/// have it do.

#pragma once

#include "actors/queue/requests.hpp"

namespace dossier::queueing {

/// The setting under which a pause outlives the process.
constexpr auto paused_key = "queue.paused";

// -- of queue.cpp -------------------------------------------------------------

void read_and_admit(self_ptr self, const job_id& id);

// -- of queue_admin.cpp -------------------------------------------------------

caf::result<recorded> on_paused(self_ptr self, const set_paused& pause);

/// A job that a command has is started once that is done.
caf::result<reply> on_start(self_ptr self, const start_job& wanted);

queue_state show(self_ptr self);

queue_positions positions_of(self_ptr self, const find_queue_positions& query);

} // namespace dossier::queueing
