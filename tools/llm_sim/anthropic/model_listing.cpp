#include "tools/llm_sim/anthropic/model_listing.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace dossier::llm_sim::anthropic {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t usual_limit = 20;
constexpr std::size_t largest_limit = 1000;

// -- one model ----------------------------------------------------------------

json support(bool is_there) {
  return {{"supported", is_there}};
}

json day_or_null(std::string_view day) {
  return day.empty() ? json{} : json(std::string{day} + "T00:00:00Z");
}

/// `opus` of `claude-opus-5-5`.
std::string line_of(std::string_view id) {
  const auto begin = id.find('-') + 1;
  return std::string{id.substr(begin, id.find('-', begin) - begin)};
}

/// `Claude Opus 5.5`.
std::string display_name(std::string_view id) {
  std::string result;
  char before = '-';
  for (auto letter : id) {
    const auto is_digit = letter >= '0' && letter <= '9';
    if (is_digit && before == '-' && result.back() == ' '
        && result[result.size() - 2] >= '0' && result[result.size() - 2] <= '9')
      result.back() = '.';
    if (letter == '-')
      result += ' ';
    else
      result += before == '-' && !is_digit ? char(letter - 'a' + 'A') : letter;
    before = letter;
  }
  return result;
}

json efforts_of(const model& from) {
  auto result = support(from.efforts != no_effort);
  for (auto level : effort_levels)
    result[std::string{level}] = support(has_effort(from.efforts, level));
  return result;
}

json thinking_of(const model& from) {
  const auto thinks
    = from.takes_adaptive_thinking || from.takes_thinking_budget;
  return {{"supported", thinks},
          {"types",
           {{"adaptive", support(from.takes_adaptive_thinking)},
            {"between_tools", support(from.takes_between_tools)},
            {"disabled", support(from.takes_disabled_thinking)},
            {"enabled", support(from.takes_thinking_budget)}}}};
}

json capabilities_of(const model& from) {
  return {{"batch", support(true)},
          {"citations", support(true)},
          {"code_execution", support(true)},
          {"context_management",
           {{"supported", true},
            {"clear_thinking_20251015", support(true)},
            {"clear_tool_uses_20250919", support(true)},
            {"compact_20260112", support(from.context > 200'000)}}},
          {"effort", efforts_of(from)},
          {"image_input", support(true)},
          {"pdf_input", support(true)},
          {"server_tools",
           {{"supported", true},
            {"web_search", support(true)},
            {"code_execution", support(true)}}},
          {"structured_outputs", support(true)},
          {"thinking", thinking_of(from)}};
}

// -- a page of them -----------------------------------------------------------

std::string parameter(const http_request& from, const char* name) {
  auto found = from.query.find(name);
  return found == from.query.end() ? std::string{} : found->second;
}

/// SDKs send `lifecycle[]=active&lifecycle[]=retired`.
std::string wanted_lifecycle(const http_request& from) {
  std::string result;
  for (const char* name : {"lifecycle", "lifecycle[]", "lifecycle%5B%5D"})
    if (auto value = parameter(from, name); !value.empty())
      result += (result.empty() ? "" : ",") + value;
  return result;
}

/// Nothing for a stage that does not exist.
std::optional<std::set<std::string>> stages_in(std::string names) {
  if (names.empty())
    return std::set<std::string>{"active", "deprecated"};
  std::set<std::string> result;
  for (names += ','; !names.empty();) {
    auto stage = names.substr(0, names.find(','));
    if (stage != "active" && stage != "deprecated" && stage != "retired")
      return {};
    names.erase(0, stage.size() + 1);
    result.insert(std::move(stage));
  }
  return result;
}

/// Nothing for what is no number from 1 to the largest.
std::optional<std::size_t> limit_in(const std::string& text) {
  if (text.empty())
    return usual_limit;
  std::size_t result = 0;
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{} || end != text.data() + text.size() || result == 0
      || result > largest_limit)
    return {};
  return result;
}

json end_of(const json& data, bool is_last) {
  if (data.empty())
    return nullptr;
  return is_last ? data.back()["id"] : data.front()["id"];
}

} // namespace

json to_json(const model& from, std::string_view today) {
  const auto stage = lifecycle_of(from, today);
  const auto is_active = stage == "active";
  return {{"type", "model"},
          {"id", from.id},
          {"display_name", display_name(from.id)},
          {"created_at", day_or_null(from.released)},
          {"lifecycle", stage},
          {"deprecated_at", day_or_null(is_active ? "" : from.deprecated)},
          {"retires_at", day_or_null(is_active ? "" : from.retires)},
          {"line", line_of(from.id)},
          {"max_input_tokens", from.context},
          {"max_tokens", from.max_output},
          {"capabilities", capabilities_of(from)}};
}

std::variant<json, std::string> list_models(const http_request& from,
                                            std::string_view today) {
  const auto stages = stages_in(wanted_lifecycle(from));
  if (!stages)
    return std::string{
      "lifecycle: Input should be 'active', 'deprecated' or 'retired'"};
  const auto limit = limit_in(parameter(from, "limit"));
  if (!limit)
    return std::string{"limit: Input should be a number from 1 to 1000"};
  const auto after = parameter(from, "after_id");
  auto data = json::array();
  auto is_past = after.empty();
  auto has_more = false;
  for (const auto& one : models()) {
    if (is_past && stages->contains(std::string{lifecycle_of(one, today)})) {
      has_more = data.size() == *limit;
      if (has_more)
        break;
      data.push_back(to_json(one, today));
    }
    is_past = is_past || one.id == after;
  }
  auto first = end_of(data, false), last = end_of(data, true);
  return json{{"data", std::move(data)},
              {"has_more", has_more},
              {"first_id", std::move(first)},
              {"last_id", std::move(last)}};
}

} // namespace dossier::llm_sim::anthropic
