/// What the events of a job add up to.

#pragma once

#include "messages/events.hpp"

namespace dossier::rules {

/// A job before its first event; `fold` of `job_queued` fills in the rest.
job_state initial_state(job_id id, pipeline_ptr graph);

/// Applies one event. Events of a job are folded in the order of their
/// numbers; this is the only function that changes a `job_state`.
void fold(job_state& job, const job_event& event);

/// As far as events tell of it: `retry_wait` or nothing. What else may be
/// stored is as old as the process that noted it.
wait_reason durable_detail(const stage_state& stage) noexcept;

} // namespace dossier::rules
