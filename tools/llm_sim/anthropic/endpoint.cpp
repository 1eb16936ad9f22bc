#include "tools/llm_sim/anthropic/endpoint.hpp"

#include "messages/time.hpp"
#include "tools/llm_sim/anthropic/answer.hpp"
#include "tools/llm_sim/anthropic/call.hpp"
#include "tools/llm_sim/anthropic/model_listing.hpp"
#include "tools/llm_sim/anthropic/request/check.hpp"
#include "tools/llm_sim/anthropic/respond.hpp"
#include "tools/llm_sim/content/tokens.hpp"

#include <nlohmann/json.hpp>

#include <ctime>

namespace dossier::llm_sim::anthropic {

using io::llm::demo::draw_key;
using json = nlohmann::ordered_json;

namespace {

std::string today_of(const simulation& world) {
  if (!world.options.today.empty())
    return world.options.today;
  return to_date(
    std::chrono::floor<milliseconds>(std::chrono::system_clock::now()));
}

/// Until a body is known, only the request's number tells it apart.
void name_request(journal_entry& entry) {
  entry.request_id = request_id_of(draw_key{entry.seq}.with("unread"));
}

std::optional<api_error> check(const simulation& world,
                               const http_request& from, const ask& request,
                               purpose why) {
  if (!world.options.is_strict)
    return {};
  return check_body(request, from.field("anthropic-version"), today_of(world),
                    why);
}

/// With its day, which callers compare with theirs. Answers of the model go
/// without: they are the same at any time.
std::unique_ptr<performance>
play_dated(const http_request& from, journal_entry& entry, const json& body) {
  const auto now = std::time(nullptr);
  std::tm parts{};
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT",
                ::gmtime_r(&now, &parts));
  entry.status = 200;
  auto fields = common_fields(from, entry);
  fields.push_back({"date", text});
  fields.push_back({"content-type", "application/json"});
  return play(http_answer(200, std::move(fields), body.dump()), microseconds{},
              ending::next_request);
}

api_error unknown_model(const std::string& id) {
  api_error result;
  result.status = 404;
  result.type = "not_found_error";
  result.message = "model: " + id;
  return result;
}

struct reading {
  std::optional<api_error> error;
  ask request;
};

reading read(const simulation& world, const http_request& from, purpose why) {
  if (world.options.is_strict)
    if (auto refused = check_header(from))
      return {.error = refused};
  auto body = nlohmann::json::parse(from.body, nullptr, false);
  if (body.is_discarded())
    return {.error = invalid_request("The request body is not valid JSON")};
  auto request = read_ask(std::move(body));
  auto refused = check(world, from, request, why);
  return {std::move(refused), std::move(request)};
}

} // namespace

std::unique_ptr<performance> answer_messages(simulation& world,
                                             const http_request& from,
                                             journal_entry& entry) {
  name_request(entry);
  auto [error, request] = read(world, from, purpose::answer);
  if (error)
    return play_error(from, entry, *error);
  return answer_call(world, from, entry, std::move(request));
}

std::unique_ptr<performance> answer_count(simulation& world,
                                          const http_request& from,
                                          journal_entry& entry) {
  name_request(entry);
  auto [error, request] = read(world, from, purpose::count);
  if (error)
    return play_error(from, entry, *error);
  return play_json(from, entry,
                   {{"input_tokens", tokens_in(request.everything.size())}});
}

std::unique_ptr<performance> answer_models(simulation& world,
                                           const http_request& from,
                                           journal_entry& entry) {
  constexpr std::string_view folder = "/v1/models/";
  name_request(entry);
  if (world.options.is_strict)
    if (auto refused = check_header(from))
      return play_error(from, entry, *refused);
  const auto today = today_of(world);
  if (from.path.starts_with(folder)) {
    const auto id = from.path.substr(folder.size());
    if (const auto* found = find_model(id))
      return play_dated(from, entry, to_json(*found, today));
    return play_error(from, entry, unknown_model(id));
  }
  auto listed = list_models(from, today);
  if (const auto* wrong = std::get_if<std::string>(&listed))
    return play_error(from, entry, invalid_request(*wrong));
  return play_dated(from, entry, std::get<json>(listed));
}

std::unique_ptr<performance>
refuse(const http_request& from, const api_error& why, journal_entry& entry) {
  name_request(entry);
  return play_error(from, entry, why);
}

} // namespace dossier::llm_sim::anthropic
