/// What the service's grammar compiler takes.

#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace dossier::llm_sim::anthropic {

/// What is wrong with a schema of an answer; empty: nothing.
std::string check_schema_limits(const nlohmann::json& schema);

} // namespace dossier::llm_sim::anthropic
