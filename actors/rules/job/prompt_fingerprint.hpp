/// What sections are asked with, and which of them would be asked otherwise
/// today.

#pragma once

#include "messages/job.hpp"

namespace dossier::rules {

/// Names, per stage, the prompt with all that a pipeline puts into it, the
/// schema and the model: a change of any of them is another name. Empty for
/// computed stages.
using prompt_fingerprints = std::shared_ptr<const std::vector<std::string>>;

prompt_fingerprints prompt_fingerprints_of(const pipeline& graph,
                                           std::string_view model);

/// Completed sections that were made by other recipes than those of today,
/// which are those of `now`. One whose stage is no more, or whose recipe was
/// not noted, is left out.
stage_set outdated_stages(const job_state& job, const pipeline& now,
                          const std::vector<std::string>& recipes);

} // namespace dossier::rules
