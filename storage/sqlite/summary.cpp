#include "storage/sqlite/summary.hpp"

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

int weight_of(confidence level) {
  switch (level) {
    case confidence::unknown: return 0;
    case confidence::low: return 3;
    case confidence::medium: return 6;
    case confidence::high: return 9;
  }
  return 0;
}

/// The mean of the completed model sections, in integers.
confidence confidence_of(const job_state& job) {
  int sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    auto weight = weight_of(job.stages[i].level);
    if (job.stages[i].status != stage_status::completed || weight == 0
        || i == job.graph->foundation
        || job.graph->stages[i].kind != stage_kind::model)
      continue;
    sum += weight;
    ++count;
  }
  if (count == 0)
    return confidence::unknown;
  if (2 * sum >= 15 * count)
    return confidence::high;
  return sum >= 5 * count ? confidence::medium : confidence::low;
}

} // namespace

summary summarize(const job_state& job) {
  summary result;
  result.progress = progress_of(job);
  result.current_stage = current_stage_of(job);
  result.overall = confidence_of(job);
  if (job.status == job_status::failed
      && job.graph->foundation < job.stages.size())
    result.error = job.stages[job.graph->foundation].last_error;
  for (const auto& stage : job.stages)
    result.total += stage.total;
  return result;
}

} // namespace dossier::storage::sqlite
