/// What faults do to the events of a stream and to its end.

#pragma once

#include "tools/llm_sim/anthropic/stream/plan.hpp"

namespace dossier::llm_sim::anthropic {

void disturb(stream_plan& plan, const std::vector<fault>& faults,
             const pace& how);

} // namespace dossier::llm_sim::anthropic
