/// A request as it goes over the wire.

#pragma once

#include "io/llm/wire/base_url.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dossier::io::llm::wire {

/// Host is added, and the length of a body.
struct stream_request {
  /// Below the path of the base URL.
  std::string path;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  /// Any other goes without a body.
  std::string method = "POST";
};

std::string text_of(const stream_request& request, const base_url& to);

} // namespace dossier::io::llm::wire
