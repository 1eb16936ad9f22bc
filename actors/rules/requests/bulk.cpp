#include "actors/rules/requests/bulk.hpp"

#include <array>

namespace dossier::rules {

namespace {

/// How a job can end that has failed sections.
constexpr std::array may_have_failed{
  job_status::completed_with_errors,
  job_status::failed,
  job_status::cancelled,
};

std::string_view name_of_skip(skip_reason reason) noexcept {
  switch (reason) {
    case skip_reason::not_found: return "not_found";
    case skip_reason::job_active: return "job_active";
    case skip_reason::unknown_stage: return "unknown_stage";
    case skip_reason::nothing_failed: return "nothing_failed";
  }
  return {};
}

std::vector<std::string> failed_stages(const job_state& job) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    if (job.stages[i].status == stage_status::failed)
      result.push_back(job.graph->stages[i].id);
  return result;
}

bool has_all(const pipeline& graph, const std::vector<std::string>& stages) {
  for (const auto& stage : stages)
    if (!graph.find(stage))
      return false;
  return true;
}

} // namespace

std::vector<job_filter> bulk_filters(const bulk_request& request) {
  auto filter = request.filter;
  filter.limit = max_bulk_jobs + 1;
  if (filter.status || !request.sections.empty())
    return {filter};
  std::vector<job_filter> result;
  for (const auto status : may_have_failed) {
    filter.status = status;
    result.push_back(filter);
  }
  return result;
}

void choose(const bulk_request& request, const job_id& id,
            const job_state_ptr& job, bulk_choice& into) {
  const auto skip = [&](skip_reason reason) {
    into.skipped.push_back({id, reason});
  };
  if (!job)
    return skip(skip_reason::not_found);
  if (!is_terminal(job->status))
    return skip(skip_reason::job_active);
  if (!has_all(*job->graph, request.sections))
    return skip(skip_reason::unknown_stage);
  auto sections
    = request.sections.empty() ? failed_stages(*job) : request.sections;
  if (sections.empty())
    return skip(skip_reason::nothing_failed);
  into.jobs.push_back(
    {.id = id, .sections = std::move(sections), .revision = job->revision});
}

problem too_many_jobs() {
  const std::string detail = "must fit at most " + std::to_string(max_bulk_jobs)
                             + " jobs; narrow it by from and to";
  return {.code = problem_code::invalid_field,
          .detail = "The filter " + detail + '.',
          .errors = {{"/filter", detail}}};
}

rerun_command to_command(const bulk_request& request, const chosen_job& job) {
  rerun_command result;
  result.sections = job.sections;
  result.reason = "bulk rerun";
  result.cascade = request.cascade;
  if (request.sections.empty())
    result.plan_version = std::to_string(job.revision);
  return result;
}

json show_choice(const bulk_request& request, const bulk_choice& choice) {
  auto jobs = json::array();
  for (const auto& each : choice.jobs)
    jobs.push_back({{"jobId", each.id}, {"sections", each.sections}});
  auto skipped = json::array();
  for (const auto& each : choice.skipped)
    skipped.push_back(
      {{"jobId", each.id}, {"reason", name_of_skip(each.reason)}});
  return {{"dryRun", request.is_dry_run},
          {"jobs", std::move(jobs)},
          {"skipped", std::move(skipped)}};
}

} // namespace dossier::rules
