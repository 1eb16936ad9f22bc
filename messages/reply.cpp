#include "messages/reply.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace dossier {

namespace {

struct row {
  problem_code code;
  std::string_view name;
  int status;
  std::string_view title;
};

using enum problem_code;

/// In the order of the enumerators.
constexpr std::array table{
  row{malformed_json, "malformed_json", 400, "The body is not JSON"},
  row{bad_request, "bad_request", 400, "Bad request"},
  row{unauthenticated, "unauthenticated", 401, "Not signed in"},
  row{forbidden, "forbidden", 403, "Not allowed"},
  row{not_found, "not_found", 404, "Not found"},
  row{method_not_allowed, "method_not_allowed", 405, "Method not allowed"},
  row{timeout, "timeout", 408, "The request took too long"},
  row{too_large, "too_large", 413, "The body is too large"},
  row{uri_too_long, "uri_too_long", 414, "The address is too long"},
  row{unsupported_media_type, "unsupported_media_type", 415,
      "Unsupported media type"},
  row{upgrade_required, "upgrade_required", 426, "Upgrade required"},
  row{headers_too_large, "headers_too_large", 431, "The headers are too large"},
  row{job_active, "job_active", 409, "The job is active"},
  row{not_cancellable, "not_cancellable", 409, "The job has ended"},
  row{not_queued, "not_queued", 409, "The job is not queued"},
  row{plan_changed, "plan_changed", 409, "The plan has changed"},
  row{report_not_available, "report_not_available", 409,
      "The report is not available"},
  row{idempotency_in_flight, "idempotency_in_flight", 409,
      "The first request with this key is in flight"},
  row{invalid_field, "invalid_field", 422, "A field is not valid"},
  row{unknown_stage, "unknown_stage", 422, "There is no such section"},
  row{idempotency_mismatch, "idempotency_mismatch", 422,
      "The key was used with another body"},
  row{rate_limited, "rate_limited", 429, "Too many requests"},
  row{draining, "draining", 503, "The server is shutting down"},
  row{queue_full, "queue_full", 503, "The server is busy"},
  row{storage_busy, "storage_busy", 503, "The store is busy"},
  row{internal, "internal", 500, "Internal error"},
  row{format_unavailable, "format_unavailable", 501,
      "This format needs a program that is not installed"},
  row{storage_full, "storage_full", 507, "The disk is full"},
};

static_assert(table.size() == problem_codes);

const row& row_of(problem_code code) noexcept {
  return table[static_cast<std::size_t>(code)];
}

} // namespace

std::string_view to_string(problem_code code) noexcept {
  return row_of(code).name;
}

int status_of(problem_code code) noexcept {
  return row_of(code).status;
}

bool is_temporary(problem_code code) noexcept {
  return code == draining || code == queue_full || code == storage_busy;
}

std::string_view title_of(problem_code code) noexcept {
  return row_of(code).title;
}

problem make_problem(problem_code code, std::string detail, headers extra) {
  return {.code = code,
          .detail = std::move(detail),
          .errors = {},
          .trace_id = {},
          .extra = std::move(extra)};
}

problem make_problem(problem_code code, std::string detail,
                     std::chrono::seconds retry_after) {
  auto result = make_problem(code, std::move(detail));
  result.retry_after = retry_after;
  return result;
}

reply json_reply(int status, std::string text, headers extra) {
  return {.status = status,
          .content_type = "application/json",
          .extra = std::move(extra),
          .body = std::make_shared<const std::string>(std::move(text))};
}

reply to_reply(const problem& why) {
  nlohmann::ordered_json body{{"type", "about:blank"},
                              {"title", title_of(why.code)},
                              {"status", status_of(why.code)},
                              {"detail", why.detail},
                              {"code", to_string(why.code)}};
  if (!why.errors.empty()) {
    auto& errors = body["errors"] = nlohmann::ordered_json::array();
    for (const auto& error : why.errors)
      errors.push_back({{"pointer", error.pointer}, {"detail", error.detail}});
  }
  body["traceId"] = why.trace_id;
  auto extra = why.extra;
  if (why.retry_after)
    extra.emplace_back("Retry-After", std::to_string(why.retry_after->count()));
  using handler = nlohmann::json::error_handler_t;
  return {.status = status_of(why.code),
          .content_type = "application/problem+json",
          .extra = std::move(extra),
          .body = std::make_shared<const std::string>(
            body.dump(-1, ' ', false, handler::replace))};
}

} // namespace dossier
