/// The usage of a message, as its first and its last event tell it.

#pragma once

#include "tools/llm_sim/anthropic/answer.hpp"

namespace dossier::llm_sim::anthropic {

nlohmann::ordered_json first_usage(const answer& answer);

nlohmann::ordered_json last_usage(const answer& answer);

/// Of a message that is no stream.
nlohmann::ordered_json final_usage(const answer& answer);

} // namespace dossier::llm_sim::anthropic
