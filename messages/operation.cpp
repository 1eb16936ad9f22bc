#include "messages/operation.hpp"

#include "messages/names.hpp"

namespace dossier {

namespace {

using enum operation;

constexpr name_table<operation, 29> operations{{
  {generate_report, "generateReport"},
  {list_jobs, "listJobs"},
  {show_job, "showJob"},
  {show_report, "showReport"},
  {list_events, "listEvents"},
  {list_attempts, "listAttempts"},
  {rerun_report, "rerunReport"},
  {regenerate_report, "regenerateReport"},
  {cancel_job, "cancelJob"},
  {delete_job, "deleteJob"},
  {update_job, "updateJob"},
  {list_section_versions, "listSectionVersions"},
  {show_section_version, "showSectionVersion"},
  {restore_section_version, "restoreSectionVersion"},
  {list_pipelines, "listPipelines"},
  {show_pipeline, "showPipeline"},
  {show_me, "showMe"},
  {check_health, "checkHealth"},
  {check_readiness, "checkReadiness"},
  {show_version, "showVersion"},
  {show_overview, "showOverview"},
  {pause_queue, "pauseQueue"},
  {resume_queue, "resumeQueue"},
  {set_limits, "setLimits"},
  {start_job, "startJob"},
  {rerun_jobs, "rerunJobs"},
  {check_jobs, "checkJobs"},
  {check_job, "checkJob"},
  {list_audit, "listAudit"},
}};

} // namespace

std::string_view to_string(operation operation) noexcept {
  return name_of(operations, operation);
}

std::optional<operation> parse_operation(std::string_view text) noexcept {
  return value_of(operations, text);
}

} // namespace dossier
