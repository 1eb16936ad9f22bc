/// The one place where a path and what answers it stand together.

#pragma once

#include "tools/llm_sim/app/simulation.hpp"
#include "tools/llm_sim/net/performance.hpp"

namespace dossier::llm_sim {

/// Whether the journal and the numbers leave it out.
bool is_control(const http_request& from) noexcept;

std::unique_ptr<performance> answer(simulation& world, const http_request& from,
                                    journal_entry& entry);

/// The body of this request is larger than what is read of one.
std::unique_ptr<performance> refuse_large(const http_request& from,
                                          journal_entry& entry);

} // namespace dossier::llm_sim
