#include "actors/rules/views/admin_view.hpp"

#include "actors/rules/job/fold.hpp"
#include "actors/rules/job/status.hpp"
#include "messages/job_summary.hpp"

namespace dossier::rules {

namespace {

json text_or_null(std::string_view text) {
  return text.empty() ? json(nullptr) : json(text);
}

json show_running_stage(const running_job& job, std::size_t index) {
  const auto& stage = job.state->stages[index];
  const auto known = job.now.details.find(static_cast<stage_index>(index));
  const auto detail
    = known == job.now.details.end() ? durable_detail(stage) : known->second;
  return {{"stage", job.state->graph->stages[index].id},
          {"attempt", stage.attempts},
          {"detail", text_or_null(to_string(detail))},
          {"startedAt", to_json(stage.started_at)}};
}

json show_running(const running_job& job) {
  auto stages = json::array();
  for (std::size_t i = 0; i < job.state->stages.size(); ++i)
    if (job.state->stages[i].status == stage_status::running)
      stages.push_back(show_running_stage(job, i));
  return {{"jobId", job.state->id},
          {"companyName", job.state->request.company_name},
          {"user", job.state->request.user},
          {"progress", progress(*job.state)},
          {"startedAt", to_json(job.state->started_at)},
          {"stages", std::move(stages)}};
}

json show_gates(const std::optional<limiter_figures>& limiter) {
  auto result = json::array();
  if (limiter)
    result.push_back({{"model", text_or_null(limiter->model)},
                      {"limit", limiter->limit},
                      {"running", limiter->running},
                      {"waiting", limiter->waiting},
                      {"heldUntil", to_json(limiter->held_until)}});
  return result;
}

json show_store(const store_figures& store) {
  auto last = store.last_group ? json(double(store.last_group->count()) / 1000)
                               : json(nullptr);
  return {{"writable", store.is_writable},
          {"epoch", store.epoch},
          {"groups", store.groups},
          {"commits", store.commits},
          {"lastCommitMs", std::move(last)}};
}

json show_bulk(const bulk_progress& bulk) {
  auto refused = json::array();
  for (const auto& each : bulk.refused)
    refused.push_back(
      {{"jobId", each.id},
       {"problem", json::parse(*each.problem, nullptr, false)}});
  return {{"waiting", bulk.waiting},
          {"underWay", bulk.under_way},
          {"accepted", bulk.accepted},
          {"refused", std::move(refused)}};
}

json show_entry(const audit_entry& entry) {
  auto detail = json::parse(entry.detail, nullptr, false);
  return {{"at", to_string(entry.at)},
          {"by", entry.by},
          {"action", entry.action},
          {"target", text_or_null(entry.target)},
          {"detail", detail.is_discarded() ? json::object() : detail}};
}

} // namespace

json show_overview(const overview& overview) {
  auto running = json::array();
  for (const auto& job : overview.running)
    running.push_back(show_running(job));
  const auto limit
    = overview.limiter ? std::optional{overview.limiter->limit} : std::nullopt;
  return {{"version", overview.version},
          {"demo", overview.is_demo},
          {"startedAt", to_string(overview.started_at)},
          {"uptimeMs", time_since(overview.started_at, overview.now).count()},
          {"draining", overview.is_draining},
          {"connections",
           {{"sockets", overview.sockets}, {"streams", overview.streams}}},
          {"queue", show_queue(overview.queue)},
          {"limits", show_limits(overview.queue.running_limit, limit)},
          {"running", std::move(running)},
          {"providers", show_gates(overview.limiter)},
          {"store", show_store(overview.store)},
          {"bulkRerun", show_bulk(overview.bulk)}};
}

json show_queue(const queue_figures& figures) {
  return {{"paused", figures.is_paused},
          {"waiting", figures.waiting},
          {"running", figures.running}};
}

json show_limits(std::size_t running_jobs,
                 std::optional<std::size_t> provider_concurrency) {
  return {{"maxRunningJobs", running_jobs},
          {"providerMaxConcurrency",
           provider_concurrency ? json(*provider_concurrency) : json(nullptr)}};
}

json show_audit(const audit_page& page) {
  auto items = json::array();
  for (const auto& entry : page.items)
    items.push_back(show_entry(entry));
  return {{"items", std::move(items)},
          {"nextCursor", text_or_null(page.next_cursor)}};
}

} // namespace dossier::rules
