/// A request, its answer, and what is known when no answer came.

#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dossier::net {

struct request {
  std::string method;

  /// Path and query, encoded; the address of the server goes before it.
  std::string target;

  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

struct answer {
  int status = 0;
  std::string body;

  /// Seconds; only with 429 and 503.
  std::optional<int> retry_after;

  /// Said before, to the same idempotency key.
  bool is_replayed = false;
};

/// What is known of a request whose answer never came. A lost one may have
/// been carried out, so only a request that is safe to repeat is repeated.
enum class fate { never_sent, lost };

struct transport_error : std::runtime_error {
  transport_error(fate how, const std::string& reason)
    : std::runtime_error(reason), request_fate(how) {
    // nop
  }

  fate request_fate;
};

/// The socket is gone. `code` is the close code, 0 without one.
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

/// The caller. An empty token sends none.
struct identity {
  std::string agent;
  std::string token;
};

} // namespace dossier::net
