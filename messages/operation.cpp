#include "messages/operation.hpp"

#include "messages/names.hpp"

namespace dossier {

namespace {

using enum operation;

constexpr name_table<operation, 12> operations{{
  {generate_report, "generateReport"},
  {list_jobs, "listJobs"},
  {show_job, "showJob"},
  {show_report, "showReport"},
  {list_events, "listEvents"},
  {list_attempts, "listAttempts"},
  {list_pipelines, "listPipelines"},
  {show_pipeline, "showPipeline"},
  {show_me, "showMe"},
  {check_health, "checkHealth"},
  {check_readiness, "checkReadiness"},
  {show_version, "showVersion"},
}};

} // namespace

std::string_view to_string(operation what) noexcept {
  return name_of(operations, what);
}

std::optional<operation> parse_operation(std::string_view text) noexcept {
  return value_of(operations, text);
}

} // namespace dossier
