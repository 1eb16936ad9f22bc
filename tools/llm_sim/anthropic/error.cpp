#include "tools/llm_sim/anthropic/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::llm_sim::anthropic {

namespace {

using json = nlohmann::ordered_json;

struct known_status {
  int status;
  const char* type;
  const char* message;
};

constexpr known_status statuses[]{
  {400, "invalid_request_error", "The request is not valid."},
  {401, "authentication_error", "invalid x-api-key"},
  {402, "billing_error", "Your credit balance is too low."},
  {403, "permission_error", "Your API key may not use this resource."},
  {404, "not_found_error", "model: claude-gone"},
  {408, "timeout_error", "Request timeout"},
  {409, "conflict_error", "The resource is being changed by another request."},
  {413, "request_too_large", "Request exceeds the maximum size"},
  {429, "rate_limit_error",
   "This request would exceed your organization's rate limit."},
  {500, "api_error", "Internal server error"},
  {502, "api_error", "Bad gateway"},
  {503, "api_error", "The service is unavailable."},
  {504, "timeout_error", "The request took too long."},
  {529, "overloaded_error", "Overloaded"},
};

const known_status& known(int status) noexcept {
  auto found = std::ranges::find(statuses, status, &known_status::status);
  return found == std::end(statuses) ? statuses[0] : *found;
}

constexpr const char* html_body
  = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n"
    "<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>\n";

void add_field(api_error& to, const fault& from, std::string_view parameter,
               const char* name) {
  auto found = from.values.find(parameter);
  if (found != from.values.end())
    to.fields.push_back({name, found->second});
}

api_error too_long(std::int64_t tokens) {
  return invalid_request("prompt is too long: "
                         + std::to_string(tokens + 200'000)
                         + " tokens > 200000 maximum");
}

} // namespace

api_error invalid_request(std::string message) {
  api_error result;
  result.message = std::move(message);
  return result;
}

api_error error_of(const fault& wanted, std::int64_t input_tokens) {
  if (wanted.kind == fault_kind::context)
    return too_long(input_tokens);
  const auto& row = known(wanted.status);
  api_error result;
  result.status = wanted.status;
  result.type = row.type;
  result.message = row.message;
  result.code = wanted.word("code", {});
  result.is_html = wanted.kind == fault_kind::html_status;
  add_field(result, wanted, "retry_after", "retry-after");
  add_field(result, wanted, "retry_after_ms", "retry-after-ms");
  if (auto should_retry = wanted.number("should_retry"))
    result.fields.push_back(
      {"x-should-retry", *should_retry ? "true" : "false"});
  return result;
}

std::string error_body(const api_error& fault, const std::string& request_id) {
  if (fault.is_html)
    return html_body;
  json error{{"type", fault.type}, {"message", fault.message}};
  if (!fault.code.empty())
    error["details"] = {{"error_code", fault.code}};
  return json{{"type", "error"}, {"error", error}, {"request_id", request_id}}
    .dump(-1, ' ', false, json::error_handler_t::replace);
}

int status_of(std::string_view type) noexcept {
  constexpr int unknown_type = 500;
  auto found = std::ranges::find_if(
    statuses, [type](const auto& one) { return one.type == type; });
  return found == std::end(statuses) ? unknown_type : found->status;
}

} // namespace dossier::llm_sim::anthropic
