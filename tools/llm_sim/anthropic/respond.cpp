#include "tools/llm_sim/anthropic/respond.hpp"

#include <nlohmann/json.hpp>

namespace dossier::llm_sim::anthropic {

using json = nlohmann::ordered_json;

std::vector<http_field> common_fields(const http_request& from,
                                      const journal_entry& entry) {
  std::vector<http_field> result{
    {"request-id", entry.request_id},
    {"anthropic-organization-id", "00000000-0000-4000-8000-000000000001"}};
  if (from.has("x-request-tag"))
    result.push_back(
      {"x-request-tag", std::string{from.field("x-request-tag")}});
  return result;
}

std::unique_ptr<performance> play(std::string bytes, microseconds when,
                                  ending end) {
  return std::make_unique<plain_performance>(std::move(bytes), when, end);
}

std::unique_ptr<performance> play_json(const http_request& from,
                                       journal_entry& entry, const json& body) {
  entry.status = 200;
  auto fields = common_fields(from, entry);
  fields.push_back({"content-type", "application/json"});
  return play(
    http_answer(200, std::move(fields),
                body.dump(-1, ' ', false, json::error_handler_t::replace)),
    {}, ending::next_request);
}

std::unique_ptr<performance> play_error(const http_request& from,
                                        journal_entry& entry,
                                        const api_error& why) {
  entry.status = why.status;
  auto fields = common_fields(from, entry);
  fields.insert(fields.end(), why.fields.begin(), why.fields.end());
  fields.push_back(
    {"content-type", why.is_html ? "text/html" : "application/json"});
  return play(http_answer(why.status, std::move(fields),
                          error_body(why, entry.request_id)),
              {}, ending::next_request);
}

} // namespace dossier::llm_sim::anthropic
