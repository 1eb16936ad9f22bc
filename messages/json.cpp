#include "messages/json.hpp"

#include "messages/names.hpp"
#include "messages/utf8.hpp"

#include <cmath>

namespace dossier {

namespace {

constexpr name_table<cascade, 3> cascades{{
  {cascade::none, "none"},
  {cascade::blocked, "blocked"},
  {cascade::stale, "stale"},
}};

} // namespace

// -- parts --------------------------------------------------------------------

json to_json(const std::optional<timestamp>& when) {
  return when ? json(to_string(*when)) : json(nullptr);
}

json to_json(const token_counts& tokens) {
  return {{"input", tokens.input},
          {"output", tokens.output},
          {"cacheRead", tokens.cache_read},
          {"cacheWrite", tokens.cache_write}};
}

json to_json(const job_request& request) {
  auto budget = request.budget ? json(to_usd(*request.budget)) : json(nullptr);
  return {{"reportType", request.report_type},
          {"companyName", request.company_name},
          {"geography", request.geography},
          {"focusAreas", request.focus_areas},
          {"userFiles", request.user_files},
          {"userContext", request.user_context},
          {"timeHorizon", to_string(request.horizon)},
          {"tags", request.tags},
          {"priority", request.priority},
          {"budgetUsd", std::move(budget)},
          {"demo", request.demo},
          {"user", request.user}};
}

json to_json(const source& source) {
  json result{{"id", source.id}, {"citation", source.citation}};
  if (!source.url.empty())
    result["url"] = source.url;
  result["type"] = source.type;
  result["date"] = source.date;
  return result;
}

double to_usd(nano_usd amount) noexcept {
  return double(amount) / 1e9;
}

nano_usd from_usd(double amount) noexcept {
  return std::llround(amount * 1e9);
}

json stage_ids(const pipeline& graph, stage_set stages) {
  auto result = json::array();
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    if (stages.test(i))
      result.push_back(graph.stages[i].id);
  return result;
}

json stage_id(const pipeline& graph, std::optional<stage_index> stage) {
  return stage ? json(graph.stages[*stage].id) : json(nullptr);
}

std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string to_utf8(std::string text) {
  return utf8::repaired(text);
}

std::string_view to_string(enum cascade cascade) noexcept {
  return name_of(cascades, cascade);
}

std::optional<enum cascade> parse_cascade(std::string_view text) noexcept {
  return value_of(cascades, text);
}

// -- attempts -----------------------------------------------------------------

json to_json(const attempt_record& attempt, const pipeline& graph) {
  auto error = attempt.error ? json(to_string(*attempt.error)) : json(nullptr);
  auto text = [](const std::string& value) {
    return value.empty() ? json(nullptr) : json(value);
  };
  return {{"stage", graph.stages[attempt.key.stage].id},
          {"generation", attempt.key.generation},
          {"attempt", attempt.key.attempt},
          {"outcome", to_string(attempt.outcome)},
          {"errorClass", std::move(error)},
          {"error", text(attempt.message)},
          {"model", text(attempt.model)},
          {"stopReason", text(attempt.stop_reason)},
          {"calls", attempt.calls},
          {"startedAt", to_string(attempt.started_at)},
          {"completedAt", to_string(attempt.completed_at)},
          {"durationMs",
           time_since(attempt.started_at, attempt.completed_at).count()},
          {"tokens", to_json(attempt.spent.tokens)},
          {"costUsd", to_usd(attempt.spent.cost)}};
}

} // namespace dossier
