#include "actors/rules/job/status.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

bool any_at(const job_state& job, stage_status status) noexcept {
  return stages_at(job, status).any();
}

bool all_terminal(const job_state& job) noexcept {
  return std::all_of(
    job.stages.begin(), job.stages.end(),
    [](const stage_state& stage) { return is_terminal(stage.status); });
}

} // namespace

stage_set stages_at(const job_state& job, stage_status status) noexcept {
  stage_set result;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    result.set(i, job.stages[i].status == status);
  return result;
}

job_status derive_status(const job_state& job) noexcept {
  if (job.cancelled)
    return job_status::cancelled;
  if (!all_terminal(job))
    return job.admitted ? job_status::running : job_status::queued;
  if (job.stages[job.graph->foundation].status == stage_status::failed)
    return job_status::failed;
  if (any_at(job, stage_status::failed))
    return job_status::completed_with_errors;
  if (any_at(job, stage_status::cancelled))
    return job_status::cancelled;
  return job_status::completed;
}

} // namespace dossier::rules
