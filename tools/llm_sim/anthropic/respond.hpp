/// Answers that come in one piece, with the fields that all answers have.

#pragma once

#include "tools/llm_sim/anthropic/error.hpp"
#include "tools/llm_sim/app/journal.hpp"
#include "tools/llm_sim/net/performance.hpp"

#include <nlohmann/json_fwd.hpp>

namespace dossier::llm_sim::anthropic {

std::vector<http_field> common_fields(const http_request& from,
                                      const journal_entry& entry);

std::unique_ptr<performance> play(std::string bytes, microseconds when,
                                  ending end);

/// These two note the status.
std::unique_ptr<performance> play_json(const http_request& from,
                                       journal_entry& entry,
                                       const nlohmann::ordered_json& body);
std::unique_ptr<performance> play_error(const http_request& from,
                                        journal_entry& entry,
                                        const api_error& why);

} // namespace dossier::llm_sim::anthropic
