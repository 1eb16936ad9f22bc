/// The frames of `/ws`, each encoded once for all who receive it.

#pragma once

#include "io/outbox.hpp"
#include "messages/json.hpp"
#include "messages/live.hpp"

namespace dossier::frames {

using io::frame;

frame hello(std::string_view epoch, timestamp now, std::string_view version);

frame event(const encoded_event& event);

/// An event as a server-sent event, with its number as id.
frame stream_event(const encoded_event& event);

frame delta(const text_delta& piece);

/// The tail of a running stage's text, as a delta.
frame delta(const job_id& id, const pipeline& graph, const live_text& tail);

frame detail(const wait_changed& change);

frame subscribed(const job_id& id, std::string_view epoch,
                 std::uint64_t last_seq, bool recovered);

frame snapshot(const job_state& job, json status,
               const std::vector<live_text>& texts);

frame unsubscribed(std::string_view key, std::string_view value);

frame pong();

frame gap(const job_id& id, std::uint64_t last_seq);

frame jobs(json items);

frame job(json item);

frame job_removed(const job_id& id);

/// `id` is empty where the problem is about no job in particular.
frame error(std::string_view id, const problem& why);

/// The answer to an administrator's command, by the client's own id.
frame admin(std::string_view id, const admin_outcome& outcome);

/// Several frames as one, in their order.
frame batch(const std::vector<frame>& items);

} // namespace dossier::frames
