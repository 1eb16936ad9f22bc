/// Whether the server takes requests.

#pragma once

#include "messages/reply.hpp"

#include <optional>

namespace dossier::rules {

struct server_health {
  bool is_draining = false;
  bool is_writable = true;
};

/// 503 with everything that is not in order; nothing when all is.
std::optional<reply> refuse_readiness(const server_health& now,
                                      const std::string& trace_id);

} // namespace dossier::rules
