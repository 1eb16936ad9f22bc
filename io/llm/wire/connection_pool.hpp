/// Connections that wait for their next request, the one used last on top.

#pragma once

#include "io/llm/wire/connection.hpp"
#include "messages/time.hpp"

#include <vector>

namespace dossier::io::llm::wire {

class connection_pool {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Kept until `until`, when the peer may close it.
  void put(std::shared_ptr<connection> connection, time_point until);

  /// The newest that is still open; null: none. Closes the outdated ones.
  std::shared_ptr<connection> take(time_point now);

  void close_outdated(time_point now);

  void close_all();

  bool is_empty() const noexcept {
    return waiting_.empty();
  }

private:
  struct entry {
    std::shared_ptr<connection> idle;
    time_point until;
  };

  std::vector<entry> waiting_;
};

/// How long a peer that sends `Keep-Alive: timeout=5` may be trusted with a
/// connection: a second less, and never longer than `usual`. Takes the elements
/// of the field, in lower case.
milliseconds kept_for(const std::vector<std::string>& keep_alive,
                      milliseconds usual) noexcept;

} // namespace dossier::io::llm::wire
