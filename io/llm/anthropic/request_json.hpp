/// A request as the Messages API takes it.

#pragma once

#include "io/llm/client.hpp"
#include "messages/model.hpp"

namespace dossier::io::llm::anthropic {

/// Why the provider would not take the request; nothing: it would.
std::optional<std::string> objection_to(const request& request);

/// Streamed, without sampling parameters and without a beginning of the answer:
/// newer models refuse both. Bytes that are no UTF-8 become replacement
/// characters.
std::string request_json(const request& request, const model_facts& model);

} // namespace dossier::io::llm::anthropic
