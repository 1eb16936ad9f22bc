/// What a WebSocket client may say.

#pragma once

#include "messages/operation.hpp"
#include "messages/reply.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
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

/// An operation that only administrators may ask for.
struct admin_frame {
  /// The client's own, to know the answer by.
  std::string id;
  enum operation operation {};
  /// Path, query and body fields in one object.
  std::shared_ptr<const nlohmann::json> params;
};

/// There is no such operation, or its parameters are no object.
struct refused_admin_frame {
  std::string id;
  problem reason;
};

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
                 unsubscribe_feed, ping, admin_frame, refused_admin_frame,
                 unreadable_frame, refused_frame>;

client_command parse_client_frame(std::string_view text);

} // namespace dossier::rules
