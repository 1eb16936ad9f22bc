/// What `GET /v1/models` says of the simulated models, as the official SDK
/// types it.

#pragma once

#include "tools/llm_sim/anthropic/request/models.hpp"
#include "tools/llm_sim/net/message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <variant>

namespace dossier::llm_sim::anthropic {

/// `today` as `2026-11-21`.
nlohmann::ordered_json to_json(const model& from, std::string_view today);

/// The page that `lifecycle`, `limit` and `after_id` ask for, or what is wrong
/// with them. Retired models are listed only where they are asked for.
std::variant<nlohmann::ordered_json, std::string>
list_models(const http_request& from, std::string_view today);

} // namespace dossier::llm_sim::anthropic
