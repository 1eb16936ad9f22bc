/// What the front door lets in, from where, and how much of it.

#pragma once

#include "io/gateway.hpp"
#include "io/metrics.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dossier::io::http {

/// Every bound a client can run into. Tests make them small.
struct limits {
  // -- a request --------------------------------------------------------------

  std::size_t header_bytes = 16 * 1024;
  std::size_t header_fields = 100;
  std::size_t target_bytes = 8 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  std::size_t json_depth = 64;
  /// From the first byte of a request to the end of its header.
  milliseconds header_deadline{10'000};
  /// A body may be this late against `body_bytes_per_second`.
  milliseconds body_grace{10'000};
  std::size_t body_bytes_per_second = 4 * 1024;

  // -- a connection -----------------------------------------------------------

  std::size_t connections = 20'000;
  /// In `local` mode everybody has the same address, so the same number.
  std::size_t connections_per_address = 20'000;
  /// What the kernel may hold for a peer that does not read: megabytes, if it
  /// were left to itself.
  int send_buffer_bytes = 128 * 1024;
  /// How long a connection may wait for its next request.
  milliseconds idle_deadline{75'000};
  /// How long a peer may take to read what is written to it at once.
  milliseconds write_deadline{30'000};
  /// How long a closing peer is listened to, so that it reads our last words.
  milliseconds close_deadline{5'000};

  // -- a socket or an event stream --------------------------------------------

  std::size_t outbox_frames = 1'000;
  std::size_t outbox_bytes = 1024 * 1024;
  std::size_t message_bytes = 64 * 1024;
  std::size_t messages_per_second = 20;
  milliseconds ping_interval{20'000};
  milliseconds silence_deadline{60'000};
  milliseconds heartbeat_interval{15'000};
};

struct server_options {
  std::string address = "127.0.0.1";
  /// 0 picks a free one.
  std::uint16_t port = 8080;
  /// The built dashboard; empty: a plain page that names the API.
  std::filesystem::path pages;
  /// `openapi.json`; empty: there is none.
  std::filesystem::path contract;
  /// `asyncapi.json`; empty: there is none.
  std::filesystem::path socket_contract;
  /// What `/metrics` shows; null: there is none.
  std::shared_ptr<io::metrics> metrics;
  /// Names besides the loopback ones by which a browser may know us.
  std::vector<std::string> allowed_hosts;
  /// Origins besides our own, such as `http://localhost:5173`.
  std::vector<std::string> allowed_origins;
  /// Who everybody is.
  identity user{"local", role::admin};
  struct limits limits;
};

} // namespace dossier::io::http
