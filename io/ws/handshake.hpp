/// From HTTP to WebSocket. Pure.

#pragma once

#include "io/http/request_check.hpp"

namespace dossier::io::ws {

inline constexpr std::string_view protocol_name = "dossier.v1";

/// The last frame to the clients of a server that restarts.
inline constexpr std::string_view bye_frame
  = R"({"v":1,"type":"bye","reason":"the server is restarting",)"
    R"("retryAfterMs":5000})";

/// The answer to an upgrade: 101 with its headers, or why there is none.
std::variant<reply, problem> shake_hands(const http::request_head& head);

/// Proves to the client that its key was understood.
std::string accept_key(std::string_view client_key);

} // namespace dossier::io::ws
