/// The pipelines of a simulation: the company's, and any other.

#pragma once

#include "messages/pipeline.hpp"
#include "tests/simulation/world/rng.hpp"

namespace dossier::simulation {

/// The report type under which all of them run.
inline constexpr auto report_type = "company_intelligence";

/// Its stages ask for what they build on, and accept any object with a text.
pipeline company();

/// A few stages with edges at random; pipeline order is not their order.
pipeline any_pipeline(rng& rng);

} // namespace dossier::simulation
