#include "actors/rules/views/server_health.hpp"

#include "messages/json.hpp"

namespace dossier::rules {

std::optional<reply> refuse_readiness(const server_health& now,
                                      const std::string& trace_id) {
  auto reasons = json::array();
  if (now.is_draining)
    reasons.push_back("The server is shutting down.");
  if (!now.is_writable)
    reasons.push_back("The store cannot be written at the moment.");
  if (reasons.empty())
    return {};
  auto result = to_reply({.code = now.is_draining ? problem_code::draining
                                                  : problem_code::storage_busy,
                          .detail = reasons.front().get<std::string>(),
                          .trace_id = trace_id,
                          .extra = {{"Retry-After", "1"}}});
  auto body = json::parse(*result.body);
  body["reasons"] = std::move(reasons);
  result.body = std::make_shared<const std::string>(to_text(body));
  return result;
}

} // namespace dossier::rules
