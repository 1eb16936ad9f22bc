#include "storage/sqlite/summary.hpp"

#include "messages/rating.hpp"

#include <algorithm>

namespace dossier::storage::sqlite {

namespace {

double progress_of(const job_state& job) {
  auto done = std::count_if(
    job.stages.begin(), job.stages.end(),
    [](const stage_state& stage) { return is_terminal(stage.status); });
  return job.stages.empty()
           ? 0.0
           : static_cast<double>(done) / static_cast<double>(job.stages.size());
}

std::string current_stage_of(const job_state& job) {
  const stage_state* latest = nullptr;
  std::string id;
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.stages[i];
    if (stage.status != stage_status::running
        || (latest && stage.started_at <= latest->started_at))
      continue;
    latest = &stage;
    id = job.graph->stages[i].id;
  }
  return id;
}

} // namespace

summary summarize(const job_state& job) {
  summary result;
  result.progress = progress_of(job);
  result.current_stage = current_stage_of(job);
  result.overall = overall_confidence(job);
  if (job.status == job_status::failed
      && job.graph->foundation < job.stages.size())
    result.error = job.stages[job.graph->foundation].last_error;
  for (const auto& stage : job.stages)
    result.total += stage.total;
  return result;
}

} // namespace dossier::storage::sqlite
