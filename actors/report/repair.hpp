/// What a model is told when its answer cannot be used.

#pragma once

#include "actors/report/violation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dossier::report {

/// The user's turn after the answer `previous`, which may be blank: what was
/// wrong with it, at most 20 faults, and the demand for the whole object.
std::string repair_turn(std::string_view previous,
                        const std::vector<violation>& errors);

} // namespace dossier::report
