/// Clients over WebSocket: some come and go, some stop reading.

#pragma once

#include "tools/load/drive/world.hpp"

namespace dossier::load {

/// Follows one open job after another, letting go of its socket at random.
asio::awaitable<void> watch_jobs(world& all);

/// Follows several jobs at once and reads nothing for a long while; the server
/// must let go of it and take it back where it was.
asio::awaitable<void> read_slowly(world& all);

/// Learns from the feed which jobs have ended, and has them audited.
asio::awaitable<void> follow_feed(world& all);

} // namespace dossier::load
