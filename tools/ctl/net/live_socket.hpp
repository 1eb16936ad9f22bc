/// A WebSocket to the server, as `watch` sees it; faked in tests.

#pragma once

#include "tools/net/message.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace dossier::ctl {

using net::socket_closed;
using net::upgrade_refused;

/// One thread; every call is bounded by a deadline.
class live_socket {
public:
  virtual ~live_socket() = default;

  /// Drops the connection there was and makes a new one. Throws
  /// `socket_closed` or `upgrade_refused`.
  virtual void connect() = 0;

  /// Throws `socket_closed`.
  virtual void send(const std::string& frame) = 0;

  /// The next frame, or nothing when none came within `patience`. Throws
  /// `socket_closed`.
  virtual std::optional<std::string> read(std::chrono::milliseconds patience)
    = 0;

  /// The time by which `read` is patient. Never goes back.
  virtual std::chrono::steady_clock::time_point now() const {
    return std::chrono::steady_clock::now();
  }

  /// Lets time pass before the next try to connect.
  virtual void pause(std::chrono::milliseconds span) = 0;
};

} // namespace dossier::ctl
