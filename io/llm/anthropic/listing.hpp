/// Asks Anthropic what it says of a model: free of charge, and a check of the
/// key besides.

#pragma once

#include "io/llm/anthropic/client.hpp"
#include "io/llm/model_listing.hpp"
#include "io/llm/wire/plain_answer.hpp"

namespace dossier::io::llm::anthropic {

/// `GET /v1/models/{id}`, to its end: blocks for as long as the limits of
/// `options` allow. Throws `std::runtime_error` when the certificates cannot be
/// used.
wire::plain_answer ask_of_model(const client_options& options);

/// Nothing for what is no such answer. Code units that make no character cost
/// that character alone.
std::optional<model_listing> read_listing(std::string_view body);

} // namespace dossier::io::llm::anthropic
