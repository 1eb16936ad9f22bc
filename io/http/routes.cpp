#include "io/http/routes.hpp"

#include "io/http/refusal.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace dossier::io::http {

namespace {

using enum verb;
using enum endpoint;
using op = enum operation;

// -- parameters ---------------------------------------------------------------

constexpr std::array<std::string_view, 6> statuses{
  "queued", "running",   "completed", "completed_with_errors",
  "failed", "cancelled",
};

constexpr std::array<std::string_view, 8> orders{
  "createdAt",  "updatedAt",  "companyName",  "costUsd",
  "-createdAt", "-updatedAt", "-companyName", "-costUsd",
};

constexpr auto max_seq
  = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

constexpr std::array list_jobs_query{
  parameter{"status", value_form::choices, 0, 0, statuses},
  parameter{"q"},
  parameter{"tag"},
  parameter{"createdAfter", value_form::time},
  parameter{"sort", value_form::choice, 0, 0, orders},
  parameter{"limit", value_form::integer, 1, 200},
  parameter{"cursor"},
};

constexpr std::array<std::string_view, 2> yes_or_no{"true", "false"};

constexpr std::array rerun_query{
  parameter{"dryRun", value_form::choice, 0, 0, yes_or_no},
};

constexpr std::array check_jobs_query{
  parameter{"limit", value_form::integer, 1, 1000},
  parameter{"cursor"},
};

constexpr std::array list_audit_query{
  parameter{"limit", value_form::integer, 1, 200},
  parameter{"cursor"},
};

constexpr std::array list_events_query{
  parameter{"after", value_form::integer, 0, max_seq},
  parameter{"limit", value_form::integer, 1, 1000},
};

// -- the table ----------------------------------------------------------------

constexpr route engine_get(std::string_view path, std::string_view id, op kind,
                           std::span<const parameter> query = {}) {
  return {.method = get,
          .path = path,
          .id = id,
          .operation = kind,
          .to = engine,
          .query = query};
}

/// A command about a job: harmless to repeat with a key.
constexpr route job_post(std::string_view path, std::string_view id, op kind,
                         body_form body,
                         std::span<const parameter> query = {}) {
  return {.method = post,
          .path = path,
          .id = id,
          .operation = kind,
          .to = engine,
          .query = query,
          .body = body,
          .idempotency = idempotency::optional_key};
}

constexpr route engine_write(verb method, std::string_view path,
                             std::string_view id, op kind, body_form body) {
  return {.method = method,
          .path = path,
          .id = id,
          .operation = kind,
          .to = engine,
          .body = body};
}

/// The older name of `rerunReport`.
constexpr route regenerate() {
  auto result = job_post("/api/research/{id}/regenerate", "regenerateReport",
                         op::regenerate_report, body_form::json);
  result.deprecated_since = "@1795219200";
  return result;
}

constexpr std::array table{
  job_post("/api/research/generate", "generateReport", op::generate_report,
           body_form::json),
  engine_get("/api/research", "listJobs", op::list_jobs, list_jobs_query),
  engine_get("/api/research/jobs/{id}", "showJob", op::show_job),
  engine_get("/api/research/{id}", "showReport", op::show_report),
  route{get, "/api/research/{id}/events", "listEvents", op::list_events, events,
        list_events_query},
  engine_get("/api/research/{id}/attempts", "listAttempts", op::list_attempts),
  job_post("/api/research/{id}/rerun", "rerunReport", op::rerun_report,
           body_form::json, rerun_query),
  regenerate(),
  job_post("/api/research/{id}/cancel", "cancelJob", op::cancel_job,
           body_form::no_fields),
  engine_write(remove, "/api/research/{id}", "deleteJob", op::delete_job,
               body_form::none),
  engine_write(patch, "/api/research/{id}", "updateJob", op::update_job,
               body_form::json),
  engine_get("/api/research/{id}/sections/{stage}/versions",
             "listSectionVersions", op::list_section_versions),
  engine_get("/api/research/{id}/sections/{stage}/versions/{n}",
             "showSectionVersion", op::show_section_version),
  job_post("/api/research/{id}/sections/{stage}/versions/{n}/restore",
           "restoreSectionVersion", op::restore_section_version,
           body_form::no_fields),
  engine_get("/api/pipelines", "listPipelines", op::list_pipelines),
  engine_get("/api/pipelines/{reportType}", "showPipeline", op::show_pipeline),
  engine_get("/api/admin/overview", "showOverview", op::show_overview),
  engine_write(post, "/api/admin/queue/pause", "pauseQueue", op::pause_queue,
               body_form::no_fields),
  engine_write(post, "/api/admin/queue/resume", "resumeQueue", op::resume_queue,
               body_form::no_fields),
  engine_write(put, "/api/admin/queue/limits", "setLimits", op::set_limits,
               body_form::json),
  engine_write(post, "/api/admin/queue/start/{id}", "startJob", op::start_job,
               body_form::no_fields),
  engine_write(post, "/api/admin/rerun", "rerunJobs", op::rerun_jobs,
               body_form::json),
  engine_get("/api/admin/check", "checkJobs", op::check_jobs, check_jobs_query),
  engine_get("/api/admin/check/{id}", "checkJob", op::check_job),
  engine_get("/api/admin/audit", "listAudit", op::list_audit, list_audit_query),
  engine_get("/api/me", "showMe", op::show_me),
  engine_get("/api/version", "showVersion", op::show_version),
  engine_get("/readyz", "checkReadiness", op::check_readiness),
  route{get, "/healthz", "checkHealth", op::check_health, health},
  route{get, "/metrics", "showMetrics", {}, metrics},
  route{get, "/openapi.json", "showContract", {}, contract},
  route{get, "/asyncapi.json", "showSocketContract", {}, socket_contract},
  route{get, "/ws", "openSocket", {}, socket},
};

/// Words in the place of an id that are none.
constexpr std::array<std::string_view, 1> reserved_words{"generate"};

/// Longer than any id that was ever given out.
constexpr std::size_t max_id_bytes = 128;

// -- matching -----------------------------------------------------------------

using segments = std::vector<std::string>;

bool is_id(std::string_view text) noexcept {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
           || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= max_id_bytes
         && std::all_of(text.begin(), text.end(), fits)
         && std::find(reserved_words.begin(), reserved_words.end(), text)
              == reserved_words.end();
}

/// What the braces of `row` stand for in this path; nothing when it differs.
std::optional<parameters> match(const route& row, const segments& path) {
  parameters result;
  auto rest = row.path.substr(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto piece = rest.substr(0, rest.find('/'));
    const bool last = piece.size() == rest.size();
    if (last != (i + 1 == path.size()))
      return {};
    rest.remove_prefix(last ? piece.size() : piece.size() + 1);
    if (piece.starts_with('{')) {
      if (!is_id(path[i]))
        return {};
      result.emplace(piece.substr(1, piece.size() - 2), path[i]);
    } else if (piece != path[i]) {
      return {};
    }
  }
  return result;
}

bool answers(const route& row, std::string_view method) noexcept {
  return method == to_string(row.method)
         || (row.method == get && method == "HEAD");
}

void allow(const route& row, std::string& methods) {
  methods.append(methods.empty() ? "" : ", ").append(to_string(row.method));
  if (row.method == get)
    methods.append(", HEAD");
}

problem wrong_method(std::string methods) {
  return refusal(problem_code::method_not_allowed,
                 "this path answers " + methods, {{"Allow", methods}});
}

problem wrong_path() {
  return refusal(problem_code::not_found, "the API has no such path");
}

} // namespace

std::span<const route> routes() noexcept {
  return table;
}

std::variant<route_match, no_route, problem> find_route(std::string_view method,
                                                        std::string_view path) {
  const auto parts = split_path(path);
  if (!parts)
    return refusal(problem_code::bad_request, "the path cannot be decoded");
  std::string allowed;
  for (const auto& row : table) {
    auto found = match(row, *parts);
    if (found && answers(row, method))
      return route_match{&row, std::move(*found)};
    if (found)
      allow(row, allowed);
  }
  if (!allowed.empty())
    return wrong_method(std::move(allowed));
  if (parts->front() == "api")
    return wrong_path();
  return no_route{};
}

std::string_view to_string(verb method) noexcept {
  switch (method) {
    case get: return "GET";
    case post: return "POST";
    case put: return "PUT";
    case patch: return "PATCH";
    case remove: return "DELETE";
  }
  return {};
}

} // namespace dossier::io::http
