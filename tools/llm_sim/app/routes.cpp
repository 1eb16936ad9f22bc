#include "tools/llm_sim/app/routes.hpp"

#include "tools/llm_sim/anthropic/endpoint.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace dossier::llm_sim {

using json = nlohmann::ordered_json;

namespace {

using answer_ptr = std::unique_ptr<performance>;

answer_ptr play_json(journal_entry& entry, int status, const json& body) {
  entry.status = status;
  return std::make_unique<plain_performance>(
    http_answer(status, {{"content-type", "application/json"}},
                body.dump(-1, ' ', false, json::error_handler_t::replace)
                  + "\n"),
    microseconds{}, ending::next_request);
}

answer_ptr show_health(simulation&, const http_request&, journal_entry& entry) {
  return play_json(entry, 200, {{"status", "ok"}});
}

answer_ptr show_journal(simulation& world, const http_request& from,
                        journal_entry& entry) {
  std::uint64_t since = 0;
  if (auto found = from.query.find("since"); found != from.query.end()) {
    const auto& text = found->second;
    auto [end, error]
      = std::from_chars(text.data(), text.data() + text.size(), since);
    if (error != std::errc{} || end != text.data() + text.size())
      return play_json(entry, 400, {{"error", "since is a whole number"}});
  }
  return play_json(entry, 200, world.journal.read(since));
}

answer_ptr show_stats(simulation& world, const http_request&,
                      journal_entry& entry) {
  return play_json(entry, 200, world.stats.read());
}

answer_ptr reset(simulation& world, const http_request&, journal_entry& entry) {
  world.reset();
  return play_json(entry, 200, {{"status", "reset"}});
}

answer_ptr set_faults(simulation& world, const http_request& from,
                      journal_entry& entry) {
  auto body = nlohmann::json::parse(from.body, nullptr, false);
  if (body.is_discarded())
    return play_json(entry, 400, {{"error", "the body is not JSON"}});
  try {
    world.faults.replace(parse_fault_plan(body));
  } catch (const fault_error& reason) {
    return play_json(entry, 400, {{"error", reason.what()}});
  }
  return play_json(entry, 200,
                   {{"scenario", world.faults.plan().scenario},
                    {"rules", world.faults.plan().rules.size()}});
}

using answer_function
  = answer_ptr (*)(simulation&, const http_request&, journal_entry&);

struct route {
  std::string_view method;
  /// What ends in a slash stands for all paths that begin with it.
  std::string_view path;
  answer_function function;
};

constexpr route routes[]{
  {"POST", "/v1/messages", anthropic::answer_messages},
  {"POST", "/v1/messages/count_tokens", anthropic::answer_count},
  {"GET", "/v1/models", anthropic::answer_models},
  {"GET", "/v1/models/", anthropic::answer_models},
  {"GET", "/healthz", show_health},
  {"GET", "/sim/journal", show_journal},
  {"GET", "/sim/stats", show_stats},
  {"POST", "/sim/reset", reset},
  {"POST", "/sim/faults", set_faults},
};

bool leads(const route& one, std::string_view path) noexcept {
  return one.path.ends_with('/') ? path.starts_with(one.path)
                                 : path == one.path;
}

anthropic::api_error unknown_path(const http_request& from) {
  anthropic::api_error result;
  result.status = 404;
  result.type = "not_found_error";
  result.message = from.method + " " + from.path + " is not simulated";
  return result;
}

} // namespace

bool is_control(const http_request& from) noexcept {
  return from.path.starts_with("/sim/") || from.path == "/healthz";
}

std::unique_ptr<performance> answer(simulation& world, const http_request& from,
                                    journal_entry& entry) {
  for (const auto& one : routes)
    if (one.method == from.method && leads(one, from.path))
      return one.function(world, from, entry);
  return anthropic::refuse(from, unknown_path(from), entry);
}

std::unique_ptr<performance> refuse_large(const http_request& from,
                                          journal_entry& entry) {
  anthropic::api_error why;
  why.status = 413;
  why.type = "request_too_large";
  why.message = "Request exceeds the maximum size";
  return anthropic::refuse(from, why, entry);
}

} // namespace dossier::llm_sim
