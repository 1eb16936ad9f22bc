/// The server's front door: HTTP, WebSocket and event streams on one port.

#pragma once

#include "io/event_loop.hpp"
#include "io/http/options.hpp"

#include <chrono>
#include <memory>

namespace dossier::io::http {

/// To be used from one thread, and none of the loop's. Loop and gateway must
/// outlive it.
class server {
public:
  /// Reads the pages and the contract. Throws `std::runtime_error` that says
  /// what is wrong, where, and what to do; so do `open` and `start`.
  server(server_options options, gateway& behind, event_loop& loop);

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Stops at once.
  ~server();

  /// Takes the port and returns it, which matters when 0 was asked for.
  /// Clients may connect from now on, and wait until `start`.
  std::uint16_t open();

  /// Serves, on the port that `open` took or takes now; returns it.
  std::uint16_t start();

  /// From now on requests get 503 with `retry_after`, but for those under way,
  /// health and readiness. Sockets are closed with 1012 once they have taken
  /// what was pushed, idle connections at once.
  void begin_drain(std::chrono::seconds retry_after);

  /// Listens no more, waits this long for what is under way, cuts the rest.
  void stop(std::chrono::milliseconds timeout);

  /// Open now, of all kinds.
  std::size_t connections() const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace dossier::io::http
