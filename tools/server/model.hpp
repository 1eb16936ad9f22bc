/// The model that the settings ask for.

#pragma once

#include "config/settings.hpp"
#include "io/llm/anthropic/client.hpp"
#include "messages/model.hpp"
#include "messages/pipeline.hpp"

namespace dossier::server {

/// Throws `refusal` for what an operator can mend, as when the table of models
/// cannot be used.
std::shared_ptr<io::llm::client> make_model(const config::loaded_settings& from,
                                            const pipeline_catalog& pipelines);

/// How Anthropic is asked, with what the table says of the model in use. Throws
/// `refusal`.
io::llm::anthropic::client_options
anthropic_options(const config::provider_settings& settings);

/// Whether that is at Anthropic itself, not at a gateway.
bool is_at_maker(const io::llm::anthropic::client_options& options);

/// The models that may be told apart where things are counted: those of the
/// table, and `used`.
model_catalog known_models(const config::loaded_settings& from,
                           const std::string& used);

} // namespace dossier::server
