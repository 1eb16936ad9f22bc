/// How long the client waits and how much it takes.

#pragma once

#include <chrono>
#include <cstddef>

namespace dossier::net::limits {

using namespace std::chrono_literals;

/// Name look-up and TCP handshake. A server farther away than this is down.
constexpr auto connect = 10s;

/// From the request until its answer is complete. Exports and plans over a
/// long history take their time; this is ten times what they should need.
constexpr auto exchange = 60s;

/// The WebSocket handshake, and one frame to a server that reads slowly.
constexpr auto handshake = 10s;
constexpr auto write = 10s;

/// The server pings every 20 s, so a minute of silence means it is gone.
constexpr auto silence = 60s;

/// A report with every source is far below this; a runaway answer is not.
constexpr std::size_t answer_bytes = 64 * 1024 * 1024;

constexpr std::size_t frame_bytes = 64 * 1024 * 1024;

} // namespace dossier::net::limits
