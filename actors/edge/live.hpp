/// What running stages are at, for a client that has not heard it.

#pragma once

#include "actors/edge/output.hpp"
#include "actors/rules/views/job_view.hpp"

namespace dossier::edges {

/// The job as it stands, with what its stages have written and, for one who
/// wants to know, what holds them. False when the client is gone.
bool push_snapshot(self_ptr self, const job_state& job, const live_view& live,
                   const rules::live_facts& facts, bool wants_live);

/// What stages have written so far.
void push_texts(self_ptr self, const job_state& job, const live_view& live);

/// The client has every event up to now. One that has come back also hears
/// what holds the stages that ran then: it may have missed that this changed.
void become_live(self_ptr self, const job_id& id, subscription& subscription);

} // namespace dossier::edges
