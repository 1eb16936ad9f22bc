/// What an edge writes to its client, and when it lets go of it.

#pragma once

#include "actors/edge/edge.hpp"
#include "messages/reply.hpp"

namespace dossier::edges {

using self_ptr = edge_actor::stateful_pointer<edge_actor_state>;

/// Leaves the bus and ends.
void end(self_ptr self);

/// Sends a frame now, behind what gathered before it; false when the client is
/// gone, and the edge with it.
bool push(self_ptr self, io::frame next,
          io::frame_kind kind = io::frame_kind::state);

/// Sends a frame now, or with the next batch for a client that wants batches.
io::push_result push_live(self_ptr self, io::frame next, io::frame_kind kind);

/// Sends what gathered while the client was busy; false as `push` says.
bool send_gathered(self_ptr self);

/// The event in the form that this client reads.
io::frame encode(self_ptr self, const encoded_event& event);

/// As HTTP requests have one: joins what is refused with the log.
std::string trace_of(self_ptr self);

/// Tells what is wrong with a frame or with what it asks for. `id` is the
/// job's, or empty.
void push_error(self_ptr self, std::string_view id, problem why);

/// Answers the administrator's command `id` with why it is not carried out.
void push_refusal(self_ptr self, std::string_view id, problem why);

/// Tells why there is no subscription, and forgets it. A client that came for
/// this job alone is answered and let go.
void refuse(self_ptr self, const job_id& id, problem why);

} // namespace dossier::edges
