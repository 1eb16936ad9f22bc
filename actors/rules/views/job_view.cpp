#include "actors/rules/views/job_view.hpp"

#include "actors/rules/job/fold.hpp"
#include "actors/rules/job/status.hpp"
#include "messages/job_summary.hpp"
#include "messages/rating.hpp"

namespace dossier::rules {

namespace {

json name_or_null(std::string_view name) {
  return name.empty() ? json(nullptr) : json(name);
}

usage total_of(const job_state& job) {
  usage result;
  for (const auto& stage : job.stages)
    result += stage.total;
  return result;
}

/// Ids of the sections at `status`; the foundation is none.
json sections_at(const job_state& job, stage_status status) {
  auto stages = stages_at(job, status);
  return stage_ids(*job.graph, stages.reset(job.graph->foundation));
}

json position_of(const job_state& job, std::optional<std::size_t> position) {
  return job.status == job_status::queued ? or_null(position) : json(nullptr);
}

// -- one stage ----------------------------------------------------------------

/// A wait before the next attempt is stored; the other reasons are published.
wait_reason detail_of(const stage_state& stage, stage_index index,
                      const live_facts& now) {
  if (stage.status != stage_status::running)
    return wait_reason::none;
  auto found = now.details.find(index);
  auto durable = durable_detail(stage);
  if (durable != wait_reason::none || found == now.details.end())
    return durable;
  return found->second;
}

/// Null while there is no output that it could be about.
json confidence_of(const stage_state& stage) {
  return stage.output_hash.empty() && stage.level == confidence::unknown
           ? json(nullptr)
           : json(to_string(stage.level));
}

json show_stage(const job_state& job, stage_index index,
                const live_facts& now) {
  const auto& graph = *job.graph;
  const auto& made = graph.stages[index];
  const auto& stage = job.stages[index];
  auto error = stage.error ? to_string(*stage.error) : std::string_view{};
  auto duration = stage.duration ? json(stage.duration->count()) : json();
  auto is_outdated
    = stage.status == stage_status::completed && now.outdated.test(index);
  return {{"stage", made.id},
          {"name", made.name},
          {"field", made.field},
          {"kind", to_string(made.kind)},
          {"status", to_string(stage.status)},
          {"detail", name_or_null(to_string(detail_of(stage, index, now)))},
          {"outdated", is_outdated},
          {"needs", stage_ids(graph, made.needs)},
          {"prefers", stage_ids(graph, made.prefers)},
          {"attempts", stage.attempts},
          {"maxAttempts", made.max_attempts},
          {"lostAttempts", stage.crashes + stage.drains},
          {"nextAttemptAt", to_json(stage.next_attempt_at)},
          {"lastError", or_null(stage.last_error)},
          {"errorClass", name_or_null(error)},
          {"blockedBy", stage_id(graph, stage.blocked_by)},
          {"rootCause", stage_id(graph, stage.root_cause)},
          {"stale", stage.stale},
          {"confidence", confidence_of(stage)},
          {"sourcesUsed", stage.sources_used},
          {"version", stage.version},
          {"startedAt", to_json(stage.started_at)},
          {"completedAt", to_json(stage.completed_at)},
          {"duration", std::move(duration)},
          {"tokens", to_json(stage.total.tokens)},
          {"costUsd", to_usd(stage.total.cost)}};
}

json show_stages(const job_state& job, const live_facts& now) {
  auto result = json::array();
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    result.push_back(show_stage(job, static_cast<stage_index>(i), now));
  return result;
}

// -- the job ------------------------------------------------------------------

/// The request as its sender may see it again.
json show_request(const job_state& job) {
  auto result = to_json(job.request);
  result.erase("user");
  return result;
}

json remaining_of(const job_state& job, const live_facts& now) {
  return now.remaining && !is_terminal(job.status)
           ? json(now.remaining->count())
           : json(nullptr);
}

} // namespace

json show_coverage(const job_state& job) {
  auto [have, of] = confidence_coverage(job);
  return {{"have", have}, {"of", of}};
}

json show_job(const job_state& job, const live_facts& now) {
  const auto& graph = *job.graph;
  auto total = total_of(job);
  json result{{"id", job.id}};
  result.update(show_request(job));
  result.update(
    {{"status", to_string(job.status)},
     {"progress", progress(job)},
     {"currentStage", stage_id(graph, current_stage(job))},
     {"runningStages", stage_ids(graph, stages_at(job, stage_status::running))},
     {"completedSections", sections_at(job, stage_status::completed)},
     {"failedSections", sections_at(job, stage_status::failed)},
     {"queuePosition", position_of(job, now.queue_position)},
     {"estimatedTimeRemaining", remaining_of(job, now)},
     {"error", or_null(job_error(job))},
     {"overallConfidence", to_string(overall_confidence(job))},
     {"confidenceCoverage", show_coverage(job)},
     {"confidenceAnchors", stage_ids(graph, graph.confidence_anchors)},
     {"generation", job.generation},
     {"revision", job.revision},
     {"lastSeq", job.last_seq},
     {"createdAt", to_string(job.created_at)},
     {"queuedAt", to_string(job.queued_at)},
     {"startedAt", to_json(job.started_at)},
     {"completedAt", to_json(job.completed_at)},
     {"updatedAt", to_string(job.updated_at)},
     {"tokens", to_json(total.tokens)},
     {"costUsd", to_usd(total.cost)},
     {"stages", show_stages(job, now)}});
  return result;
}

json show_summary(const job_state& job,
                  std::optional<std::size_t> queue_position) {
  return {{"id", job.id},
          {"demo", job.request.demo},
          {"reportType", job.request.report_type},
          {"companyName", job.request.company_name},
          {"geography", job.request.geography},
          {"tags", job.request.tags},
          {"status", to_string(job.status)},
          {"progress", progress(job)},
          {"currentStage", stage_id(*job.graph, current_stage(job))},
          {"failedSections", sections_at(job, stage_status::failed)},
          {"queuePosition", position_of(job, queue_position)},
          {"overallConfidence", to_string(overall_confidence(job))},
          {"confidenceCoverage", show_coverage(job)},
          {"costUsd", to_usd(total_of(job).cost)},
          {"createdAt", to_string(job.created_at)},
          {"queuedAt", to_string(job.queued_at)},
          {"startedAt", to_json(job.started_at)},
          {"completedAt", to_json(job.completed_at)},
          {"revision", job.revision}};
}

} // namespace dossier::rules
