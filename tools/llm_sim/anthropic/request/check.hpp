/// The checks of the real service, in its order.

#pragma once

#include "tools/llm_sim/anthropic/error.hpp"
#include "tools/llm_sim/anthropic/request/ask.hpp"

namespace dossier::llm_sim::anthropic {

/// Of the header alone: who asks, and in which version.
std::optional<api_error> check_header(const http_request& from);

enum class purpose { answer, count };

/// Of the body; `today` decides which models are retired.
std::optional<api_error> check_body(const ask& request,
                                    std::string_view version,
                                    std::string_view today, purpose why);

} // namespace dossier::llm_sim::anthropic
