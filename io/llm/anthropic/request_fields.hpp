/// What every request to Anthropic says of the caller.

#pragma once

#include "io/llm/anthropic/client.hpp"

#include <utility>
#include <vector>

namespace dossier::io::llm::anthropic {

/// Key, version, and that no coding of the answer is wanted.
std::vector<std::pair<std::string, std::string>>
request_fields(const client_options& options);

} // namespace dossier::io::llm::anthropic
