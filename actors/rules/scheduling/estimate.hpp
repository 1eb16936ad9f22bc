/// How long and how dear: from what attempts of the same report type took of
/// late.

#pragma once

#include "messages/queries.hpp"

namespace dossier::rules {

estimates estimates_of(const pipeline& graph,
                       const std::vector<attempt_sample>& samples);

/// Time until the last stage of a running job ends, along the longest way
/// through needs and prefers; what a running attempt has had already counts.
/// Nothing for jobs that do not run, and while a stage to come has no estimate.
std::optional<std::chrono::seconds>
remaining_time(const job_state& job, const estimates& known, timestamp now);

/// What a rerun of `stages` would take and cost; nothing when one of them has
/// no estimate.
std::optional<stage_estimate>
estimate_rerun(const pipeline& graph, stage_set stages, const estimates& known);

} // namespace dossier::rules
