/// Whether an address can be reached and its peer trusted, asked once, before
/// anything is sent.

#pragma once

#include "io/llm/wire/connection.hpp"

namespace dossier::io::llm::wire {

enum class reach_step { connect, secure, done };

struct reach_result {
  /// Where it ended.
  reach_step step = reach_step::connect;
  link_error error = link_error::none;
  /// For people; empty where it was reached.
  std::string reason;
  std::optional<certificate_facts> certificate;
};

/// Blocks for little more than both limits at most. Checks just what the
/// connections of calls check. Throws `std::runtime_error` when the file of
/// certificates cannot be used.
reach_result reach(const base_url& to, const std::string& ca_file,
                   milliseconds connect_limit, milliseconds tls_limit);

} // namespace dossier::io::llm::wire
