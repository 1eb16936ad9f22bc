/// What a client gets back: an answer, or a problem in the form of RFC 9457.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dossier {

using headers = std::vector<std::pair<std::string, std::string>>;

struct reply {
  int status = 200;
  std::string content_type = "application/json";
  headers extra;
  std::shared_ptr<const std::string> body;
};

/// Every code of the API, with one HTTP status each.
enum class problem_code : unsigned char {
  malformed_json,
  bad_request,
  unauthenticated,
  forbidden,
  not_found,
  method_not_allowed,
  timeout,
  too_large,
  uri_too_long,
  unsupported_media_type,
  upgrade_required,
  headers_too_large,
  job_active,
  not_cancellable,
  not_queued,
  plan_changed,
  report_not_available,
  idempotency_in_flight,
  invalid_field,
  unknown_stage,
  idempotency_mismatch,
  rate_limited,
  draining,
  queue_full,
  storage_busy,
  internal,
  format_unavailable,
  storage_full,
};

inline constexpr std::size_t problem_codes = 28;

std::string_view to_string(problem_code code) noexcept;
int status_of(problem_code code) noexcept;

/// Whether the same request may pass in a moment.
bool is_temporary(problem_code code) noexcept;

std::string_view title_of(problem_code code) noexcept;

/// One fault in a request. `pointer` is a JSON pointer into its body.
struct field_error {
  std::string pointer;
  std::string detail;

  friend bool operator==(const field_error&, const field_error&) = default;
};

struct problem {
  problem_code code = problem_code::internal;
  std::string detail;
  std::vector<field_error> errors;
  /// Joins the answer with the log; made by the transport when empty.
  std::string trace_id;
  /// What only a transport knows to say, such as `Allow`.
  headers extra;
  /// When the same request may pass. Absent: not by waiting, or not known.
  std::optional<std::chrono::seconds> retry_after = {};
};

problem make_problem(problem_code code, std::string detail, headers extra = {});

problem make_problem(problem_code code, std::string detail,
                     std::chrono::seconds retry_after);

/// `text` is JSON.
reply json_reply(int status, std::string text, headers extra = {});

/// The problem as `application/problem+json`, with `Retry-After` where it is
/// known.
reply to_reply(const problem& why);

} // namespace dossier
