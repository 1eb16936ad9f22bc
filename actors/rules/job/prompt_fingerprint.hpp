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

/// Completed sections whose prompt fingerprint is another than that of today;
/// `of_today` goes by the stages of `now`. One whose stage is gone, or whose
/// fingerprint was not noted, is left out.
stage_set outdated_stages(const job_state& job, const pipeline& now,
                          const std::vector<std::string>& of_today);

} // namespace dossier::rules
