/// The model that the settings ask for.

#pragma once

#include "config/settings.hpp"
#include "io/llm/client.hpp"
#include "messages/pipeline.hpp"

namespace dossier::server {

std::shared_ptr<io::llm::client> make_model(const config::loaded_settings& from,
                                            const pipeline_catalog& pipelines);

} // namespace dossier::server
