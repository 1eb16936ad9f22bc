/// The Messages API: a request comes in, and what to play goes out.

#pragma once

#include "tools/llm_sim/anthropic/error.hpp"
#include "tools/llm_sim/app/simulation.hpp"
#include "tools/llm_sim/net/performance.hpp"

namespace dossier::llm_sim::anthropic {

/// `POST /v1/messages`. `entry` learns what was decided.
std::unique_ptr<performance> answer_messages(simulation& world,
                                             const http_request& from,
                                             journal_entry& entry);

/// `POST /v1/messages/count_tokens`.
std::unique_ptr<performance>
answer_count(simulation& world, const http_request& from, journal_entry& entry);

/// `GET /v1/models`, and one of them by its id.
std::unique_ptr<performance> answer_models(simulation& world,
                                           const http_request& from,
                                           journal_entry& entry);

/// Before a body is read, as by the edge of the real service.
std::unique_ptr<performance> refuse(const http_request& from,
                                    const api_error& why, journal_entry& entry);

} // namespace dossier::llm_sim::anthropic
