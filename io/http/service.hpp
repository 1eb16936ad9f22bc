/// What all connections of one server share.

#pragma once

#include "io/http/options.hpp"
#include "io/http/static_files.hpp"
#include "io/net/registry.hpp"

#include <atomic>

namespace dossier::io::http {

/// Thread-safe: constant, but for the drain.
struct service {
  /// Reads the pages and the contract; throws when it cannot.
  service(server_options wanted, io::gateway& behind);

  /// Nothing while the server takes requests.
  std::optional<std::chrono::seconds> retry_after() const noexcept;

  const server_options options;
  io::gateway& gateway;
  const static_files pages;
  /// Null: there is none.
  const std::shared_ptr<const std::string> contract;
  const std::shared_ptr<const std::string> socket_contract;
  const std::shared_ptr<net::registry> connections;
  /// Negative while the server takes requests.
  std::atomic<std::int64_t> drain_seconds = -1;
};

} // namespace dossier::io::http
