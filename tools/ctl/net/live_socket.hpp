/// A WebSocket to the server, as `watch` sees it; faked in tests.

#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace dossier::ctl {

/// The connection is gone. `code` is the close code, 0 without one.
struct socket_closed : std::runtime_error {
  socket_closed(int with, const std::string& reason)
    : std::runtime_error(reason), code(with) {
    // nop
  }

  int code;
};

/// The server answered the upgrade with something else.
struct upgrade_refused : std::runtime_error {
  upgrade_refused(int with, std::string text)
    : std::runtime_error("upgrade refused"), status(with),
      body(std::move(text)) {
    // nop
  }

  int status;
  std::string body;
};

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

  /// Lets time pass before the next try to connect.
  virtual void pause(std::chrono::milliseconds span) = 0;
};

} // namespace dossier::ctl
