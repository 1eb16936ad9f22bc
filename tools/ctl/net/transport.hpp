/// How requests reach the server. Commands know only this; the sockets stand
/// behind it, and tests put canned answers there.

#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dossier::ctl {

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

/// One thread; blocks until the answer is there or a deadline has passed.
class transport {
public:
  virtual ~transport() = default;

  /// Throws `transport_error` when there is no answer.
  virtual answer send(const request& wanted) = 0;

  /// Lets time pass before the next sending.
  virtual void pause(std::chrono::milliseconds span) = 0;
};

} // namespace dossier::ctl
