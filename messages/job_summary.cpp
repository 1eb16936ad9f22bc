#include "messages/job_summary.hpp"

#include <algorithm>

namespace dossier {

double progress(const job_state& job) noexcept {
  auto done = std::count_if(
    job.stages.begin(), job.stages.end(),
    [](const stage_state& stage) { return is_terminal(stage.status); });
  return job.stages.empty() ? 0.0 : double(done) / double(job.stages.size());
}

std::optional<stage_index> current_stage(const job_state& job) noexcept {
  std::optional<stage_index> latest;
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.stages[i];
    if (stage.status == stage_status::running
        && (!latest || stage.started_at > job.stages[*latest].started_at))
      latest = static_cast<stage_index>(i);
  }
  return latest;
}

std::optional<std::string> job_error(const job_state& job) {
  if (job.status != job_status::failed
      || job.graph->foundation >= job.stages.size())
    return {};
  return job.stages[job.graph->foundation].last_error;
}

} // namespace dossier
