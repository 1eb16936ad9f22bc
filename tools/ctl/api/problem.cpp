#include "tools/ctl/api/problem.hpp"

#include <array>
#include <cctype>

namespace dossier::ctl {

namespace {

struct advice {
  std::string_view code, hint;
};

constexpr std::array advices{
  advice{"not_found", "dossierctl list shows the jobs"},
  advice{"unauthenticated", "set DOSSIER_TOKEN to an API token of this server"},
  advice{"forbidden", "use the token of a user with the needed role"},
  advice{"job_active", "follow it with dossierctl watch, or end it with "
                       "dossierctl cancel"},
  advice{"not_cancellable", "it has ended; see dossierctl show"},
  advice{"plan_changed", "look at the new plan with --dry-run"},
  advice{"report_not_available", "it can be read once the foundation is "
                                 "completed; see dossierctl show"},
  advice{"idempotency_in_flight", "the same request is being answered; try "
                                  "again in a moment"},
  advice{"idempotency_mismatch", "take another --idempotency-key for another "
                                 "request"},
  advice{"unknown_stage", "dossierctl show lists the stages of a job"},
  advice{"storage_full", "make room where the server keeps its data"},
};

std::string hint_for(const std::string& code) {
  for (const auto& each : advices)
    if (each.code == code)
      return std::string{each.hint};
  return {};
}

std::string retry_hint(std::optional<int> seconds) {
  return seconds ? "try again in " + std::to_string(*seconds) + " s" : "";
}

json parse_problem(const std::string& body) {
  auto parsed = json::parse(body, nullptr, false);
  auto usable = parsed.is_object() && parsed.contains("code");
  return usable ? parsed : json{};
}

failure foreign(int status) {
  return {exit_code_of(status), "the server answered " + std::to_string(status),
          "not in the words of a Dossier server",
          "check the address given with --url or DOSSIER_URL"};
}

} // namespace

exit_code exit_code_of(int status) {
  switch (status) {
    case 400:
    case 405:
    case 413:
    case 414:
    case 415:
    case 422:
    case 431: return exit_code::usage;
    case 401:
    case 403: return exit_code::not_allowed;
    case 404: return exit_code::not_found;
    case 409: return exit_code::conflict;
    // A server that drains, or a proxy that finds nobody behind it.
    case 502:
    case 503:
    case 504: return exit_code::unreachable;
    default: return exit_code::failure;
  }
}

failure refused(const json& problem) {
  auto status = int(count_of(problem, "status"));
  auto code = text_of(problem, "code");
  auto detail = text_of(problem, "detail");
  auto event = detail.empty() ? text_of(problem, "title") : detail;
  auto hint = hint_for(code);
  if (status == 500)
    hint = "look for trace " + text_of(problem, "traceId")
           + " in the server's log";
  failure result{exit_code_of(status),
                 event.empty() ? "the server refused the request" : event,
                 std::to_string(status) + " " + code, hint};
  for (const auto& each : items(problem, "errors"))
    result.details.push_back(text_of(each, "pointer") + ": "
                             + text_of(each, "detail"));
  result.problem = problem;
  return result;
}

failure refused(const answer& from_server) {
  auto problem = parse_problem(from_server.body);
  auto result
    = problem.is_null() ? foreign(from_server.status) : refused(problem);
  result.code = exit_code_of(from_server.status);
  if (from_server.retry_after)
    result.hint = retry_hint(from_server.retry_after);
  return result;
}

failure unreachable(const std::string& url, std::string reason) {
  // The system begins its messages with a capital.
  if (!reason.empty())
    reason[0] = char(std::tolower(static_cast<unsigned char>(reason[0])));
  return {exit_code::unreachable, "cannot reach " + url, reason,
          "start the server with tools/run or give --url"};
}

} // namespace dossier::ctl
