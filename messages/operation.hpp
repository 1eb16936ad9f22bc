/// What clients may ask for, by the `operationId` of openapi.json.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dossier {

enum class operation : std::uint8_t {
  generate_report,
  list_jobs,
  show_job,
  show_report,
  list_events,
  list_attempts,
  rerun_report,
  regenerate_report,
  cancel_job,
  delete_job,
  update_job,
  list_section_versions,
  show_section_version,
  restore_section_version,
  list_pipelines,
  show_pipeline,
  show_me,
  check_health,
  check_readiness,
  show_version,
  show_overview,
  pause_queue,
  resume_queue,
  set_limits,
  start_job,
  rerun_jobs,
  check_jobs,
  check_job,
  list_audit,
};

/// In camel case, as openapi.json has it: `generateReport`.
std::string_view to_string(operation operation) noexcept;
std::optional<operation> parse_operation(std::string_view text) noexcept;

} // namespace dossier
