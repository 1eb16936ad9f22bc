/// Brings subscriptions up to date: the events that a client has missed, page
/// by page, as its outbox drains.

#pragma once

#include "actors/edge/output.hpp"

namespace dossier::edges {

/// The subscription that a question was asked for, if it still stands.
subscription* find(self_ptr self, const job_id& id, std::uint64_t ticket);

/// Events were missed, or may have been.
void catch_up(self_ptr self, const job_id& id);

/// Asks for the next page, unless the client still has frames to read.
void pull(self_ptr self);

/// The client has read all it was sent.
void on_drained(self_ptr self);

} // namespace dossier::edges
