/// Answers that are text, but not what was asked for.

#pragma once

#include "tools/llm_sim/faults/fault.hpp"

namespace dossier::llm_sim {

/// Applies what `faults` say about text. What is no JSON object is only
/// wrapped or cut.
std::string spoil(std::string text, const std::vector<fault>& faults);

} // namespace dossier::llm_sim
