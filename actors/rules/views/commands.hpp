/// What commands are answered.

#pragma once

#include "messages/commit.hpp"

namespace dossier::rules {

/// Ids sort by creation: time, a count within one millisecond, chance; 26
/// hexadecimal digits in all.
job_id format_id(std::uint64_t unix_ms, std::uint32_t count,
                 std::uint64_t chance);

/// Whether `format_id` could have written it.
bool is_formatted_id(std::string_view text) noexcept;

/// 202: the job is durable and waits at `position`.
reply accept_job(const job_id& id, const pipeline& graph, std::size_t position);

/// 409: the first request with this key has not been answered yet.
problem key_in_flight();

/// 503: too many requests wait for the disk.
problem queue_full();

/// 503: the server is shutting down.
problem draining();

/// 200: the job was let in out of turn.
reply accept_start(const job_id& id);

/// 409: the job does not wait in the queue.
problem not_startable();

/// 503: what ran the job is gone, and it is being taken up again.
problem supervisor_gone();

/// 500: what ran the job died with the command in its hands.
problem supervisor_died();

/// The first answer to a key, byte for byte, marked as a repeat; 422 when the
/// body is another one.
reply replay(const idempotency_record& known, std::string_view body_hash,
             const std::string& trace_id = {});

/// Names a body apart from its layout: the hash of its canonical JSON, in which
/// equal numbers are written alike.
std::string hash_of_body(std::string_view body);

} // namespace dossier::rules
