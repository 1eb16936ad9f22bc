/// The appendix: every source with its users, rates, and calculations.

#pragma once

#include "actors/report/checks/compute.hpp"

namespace dossier::report {

/// A calculation this short explains nothing.
inline constexpr std::size_t min_calculation_characters = 10;

/// Finds what it needs by field name: `fx_rates` and `industry_averages` in the
/// foundation, `derived_metrics` wherever they stand. The foundation's own
/// citations count like those of a section.
nlohmann::json appendix(const compute_inputs& inputs);

} // namespace dossier::report
