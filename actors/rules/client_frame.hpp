/// What a WebSocket client may say.

#pragma once

#include "messages/reply.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace dossier::rules {

struct subscribe_job {
  std::string id;
  std::optional<std::uint64_t> since;
  std::optional<std::string> epoch;
  bool deltas = true;
  bool batch = false;
};

struct subscribe_feed {};

struct unsubscribe_job {
  std::string id;
};

struct unsubscribe_feed {};

struct ping {};

/// Not a frame of this protocol: the socket is closed with 4400.
struct unreadable_frame {
  std::string reason;
};

/// Understood, but a field is wrong: answered, and the socket stays.
struct refused_frame {
  std::string id;
  problem reason;
};

using client_command
  = std::variant<subscribe_job, subscribe_feed, unsubscribe_job,
                 unsubscribe_feed, ping, unreadable_frame, refused_frame>;

client_command parse_client_frame(std::string_view text);

} // namespace dossier::rules
