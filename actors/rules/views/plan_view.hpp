/// What clients see of a job's history and of a rerun before it is done.

#pragma once

#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/scheduling/estimate.hpp"
#include "messages/json.hpp"

namespace dossier::rules {

/// `Plan`: which stages a rerun runs and why, what becomes stale, what stays
/// missing. The estimate is null when it is not known.
json show_plan(const job_state& job, const rerun_plan& plan,
               const std::optional<stage_estimate>& estimate);

/// `Version`: one output that a stage has had; without the field `output`
/// where `version` comes without its text, as in lists.
json show_version(const pipeline& graph, stage_index stage,
                  const section_version& version);

} // namespace dossier::rules
