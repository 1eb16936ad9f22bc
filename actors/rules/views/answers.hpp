/// What requests that change something are answered, and the refusals that no
/// rule about jobs makes.

#pragma once

#include "messages/request_outcome.hpp"

namespace dossier::rules {

/// In the words of HTTP: 202 for what goes on after the answer, 204 where
/// there is nothing to say.
reply render(const request_outcome& outcome);

reply render(const admin_outcome& outcome);

/// 409: the first request with this key has not been answered yet.
problem key_in_flight();

/// 503: too many requests wait for the disk.
problem queue_full();

/// 503: the server is shutting down.
problem draining();

/// 409: the job does not wait in the queue.
problem not_startable();

/// 503: what ran the job is gone, and it is being taken up again.
problem supervisor_gone();

/// 500: what ran the job died with the command in its hands.
problem supervisor_died();

} // namespace dossier::rules
