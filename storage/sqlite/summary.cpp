#include "storage/sqlite/summary.hpp"

#include "messages/job_summary.hpp"
#include "messages/rating.hpp"

namespace dossier::storage::sqlite {

summary summarize(const job_state& job) {
  summary result;
  result.progress = progress(job);
  if (auto stage = current_stage(job))
    result.current_stage = job.graph->stages[*stage].id;
  result.overall = overall_confidence(job);
  result.error = job_error(job);
  for (const auto& stage : job.stages)
    result.total += stage.total;
  return result;
}

} // namespace dossier::storage::sqlite
