#include "tools/llm_sim/anthropic/endpoint.hpp"

#include "messages/time.hpp"
#include "tools/llm_sim/anthropic/answer.hpp"
#include "tools/llm_sim/anthropic/call.hpp"
#include "tools/llm_sim/anthropic/request/check.hpp"
#include "tools/llm_sim/anthropic/request/models.hpp"
#include "tools/llm_sim/anthropic/respond.hpp"
#include "tools/llm_sim/content/tokens.hpp"

#include <nlohmann/json.hpp>

namespace dossier::llm_sim::anthropic {

using io::llm::demo_key;
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
  entry.request_id = request_id_of(demo_key{entry.seq}.with("unread"));
}

std::optional<api_error> check(const simulation& world,
                               const http_request& from, const ask& what,
                               purpose why) {
  if (!world.options.is_strict)
    return {};
  return check_body(what, from.field("anthropic-version"), today_of(world),
                    why);
}

json to_json(const model& from) {
  return {{"type", "model"},
          {"id", from.id},
          {"display_name", from.id},
          {"created_at", "2026-01-01T00:00:00Z"}};
}

struct reading {
  std::optional<api_error> error;
  ask what;
};

reading read(const simulation& world, const http_request& from, purpose why) {
  if (world.options.is_strict)
    if (auto refused = check_header(from))
      return {refused, {}};
  auto body = nlohmann::json::parse(from.body, nullptr, false);
  if (body.is_discarded())
    return {invalid_request("The request body is not valid JSON"), {}};
  auto what = read_ask(std::move(body));
  auto refused = check(world, from, what, why);
  return {std::move(refused), std::move(what)};
}

} // namespace

std::unique_ptr<performance> answer_messages(simulation& world,
                                             const http_request& from,
                                             journal_entry& entry) {
  name_request(entry);
  auto [error, what] = read(world, from, purpose::answer);
  if (error)
    return play_error(from, entry, *error);
  return answer_call(world, from, entry, std::move(what));
}

std::unique_ptr<performance> answer_count(simulation& world,
                                          const http_request& from,
                                          journal_entry& entry) {
  name_request(entry);
  auto [error, what] = read(world, from, purpose::count);
  if (error)
    return play_error(from, entry, *error);
  return play_json(from, entry,
                   {{"input_tokens", tokens_in(what.everything.size())}});
}

std::unique_ptr<performance> answer_models(simulation& world,
                                           const http_request& from,
                                           journal_entry& entry) {
  constexpr std::string_view folder = "/v1/models/";
  name_request(entry);
  auto today = today_of(world);
  if (from.path.starts_with(folder)) {
    auto id = from.path.substr(folder.size());
    const auto* found = find_model(id);
    if (found && !is_retired(*found, today))
      return play_json(from, entry, to_json(*found));
    api_error why;
    why.status = 404;
    why.type = "not_found_error";
    why.message = "model: " + id;
    return play_error(from, entry, why);
  }
  auto alive = json::array();
  for (const auto& one : models())
    if (!is_retired(one, today))
      alive.push_back(to_json(one));
  return play_json(from, entry,
                   {{"data", alive},
                    {"has_more", false},
                    {"first_id", alive.front()["id"]},
                    {"last_id", alive.back()["id"]}});
}

std::unique_ptr<performance>
refuse(const http_request& from, const api_error& why, journal_entry& entry) {
  name_request(entry);
  return play_error(from, entry, why);
}

} // namespace dossier::llm_sim::anthropic
