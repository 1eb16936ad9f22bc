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
  list_pipelines,
  show_pipeline,
  show_me,
  check_health,
  check_readiness,
  show_version,
};

/// In camel case, as openapi.json has it: `generateReport`.
std::string_view to_string(operation what) noexcept;
std::optional<operation> parse_operation(std::string_view text) noexcept;

} // namespace dossier
