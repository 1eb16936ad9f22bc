#include "messages/stage.hpp"

#include "messages/names.hpp"

namespace dossier {

namespace {

constexpr name_table<stage_status, 5> stage_statuses{{
  {stage_status::pending, "pending"},
  {stage_status::running, "running"},
  {stage_status::completed, "completed"},
  {stage_status::failed, "failed"},
  {stage_status::cancelled, "cancelled"},
}};

constexpr name_table<wait_reason, 4> wait_reasons{{
  {wait_reason::none, ""},
  {wait_reason::retry_wait, "retry_wait"},
  {wait_reason::throttled, "throttled"},
  {wait_reason::waiting, "waiting"},
}};

constexpr name_table<confidence, 4> confidences{{
  {confidence::unknown, "UNKNOWN"},
  {confidence::low, "LOW"},
  {confidence::medium, "MEDIUM"},
  {confidence::high, "HIGH"},
}};

constexpr name_table<error_class, 15> error_classes{{
  {error_class::transient, "transient"},
  {error_class::throttled, "throttled"},
  {error_class::truncated, "truncated"},
  {error_class::malformed, "malformed"},
  {error_class::schema_violation, "schema_violation"},
  {error_class::refusal, "refusal"},
  {error_class::auth, "auth"},
  {error_class::billing, "billing"},
  {error_class::not_found, "not_found"},
  {error_class::invalid_request, "invalid_request"},
  {error_class::internal, "internal"},
  {error_class::budget, "budget"},
  {error_class::crash, "crash"},
  {error_class::drained, "drained"},
  {error_class::blocked, "blocked"},
}};

constexpr name_table<attempt_outcome, 5> attempt_outcomes{{
  {attempt_outcome::completed, "completed"},
  {attempt_outcome::failed, "failed"},
  {attempt_outcome::crashed, "crashed"},
  {attempt_outcome::drained, "drained"},
  {attempt_outcome::cancelled, "cancelled"},
}};

} // namespace

token_counts& token_counts::operator+=(const token_counts& other) noexcept {
  input += other.input;
  output += other.output;
  cache_read += other.cache_read;
  cache_write += other.cache_write;
  return *this;
}

usage& usage::operator+=(const usage& other) noexcept {
  tokens += other.tokens;
  cost += other.cost;
  return *this;
}

std::string_view to_string(stage_status status) noexcept {
  return name_of(stage_statuses, status);
}

std::string_view to_string(wait_reason detail) noexcept {
  return name_of(wait_reasons, detail);
}

std::string_view to_string(confidence level) noexcept {
  return name_of(confidences, level);
}

std::string_view to_string(error_class error) noexcept {
  return name_of(error_classes, error);
}

std::string_view to_string(attempt_outcome outcome) noexcept {
  return name_of(attempt_outcomes, outcome);
}

std::optional<stage_status> parse_stage_status(std::string_view text) noexcept {
  return value_of(stage_statuses, text);
}

std::optional<wait_reason> parse_wait_reason(std::string_view text) noexcept {
  return value_of(wait_reasons, text);
}

std::optional<confidence> parse_confidence(std::string_view text) noexcept {
  return value_of(confidences, text);
}

std::optional<error_class> parse_error_class(std::string_view text) noexcept {
  return value_of(error_classes, text);
}

std::optional<attempt_outcome>
parse_attempt_outcome(std::string_view text) noexcept {
  return value_of(attempt_outcomes, text);
}

} // namespace dossier
