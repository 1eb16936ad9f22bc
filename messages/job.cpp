#include "messages/job.hpp"

#include "messages/names.hpp"

namespace dossier {

namespace {

constexpr name_table<job_status, 6> job_statuses{{
  {job_status::queued, "queued"},
  {job_status::running, "running"},
  {job_status::completed, "completed"},
  {job_status::completed_with_errors, "completed_with_errors"},
  {job_status::failed, "failed"},
  {job_status::cancelled, "cancelled"},
}};

constexpr name_table<time_horizon, 4> time_horizons{{
  {time_horizon::months_6, "6m"},
  {time_horizon::year_1, "1y"},
  {time_horizon::years_2, "2y"},
  {time_horizon::years_3, "3y"},
}};

} // namespace

std::string_view to_string(job_status status) noexcept {
  return name_of(job_statuses, status);
}

std::optional<job_status> parse_job_status(std::string_view text) noexcept {
  return value_of(job_statuses, text);
}

std::string_view to_string(time_horizon horizon) noexcept {
  return name_of(time_horizons, horizon);
}

std::optional<time_horizon> parse_time_horizon(std::string_view text) noexcept {
  return value_of(time_horizons, text);
}

} // namespace dossier
