/// One call to the model: what goes wrong with it, and what to play.

#pragma once

#include "tools/llm_sim/anthropic/request/ask.hpp"
#include "tools/llm_sim/app/simulation.hpp"
#include "tools/llm_sim/net/performance.hpp"

namespace dossier::llm_sim::anthropic {

/// `entry` learns what was decided.
std::unique_ptr<performance> answer_call(simulation& world,
                                         const http_request& from,
                                         journal_entry& entry, ask request);

} // namespace dossier::llm_sim::anthropic
