#include "io/llm/anthropic/request_json.hpp"

#include "messages/visible.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::io::llm::anthropic {

namespace {

using ordered = nlohmann::ordered_json;

/// A fifth mark is an error of the whole request.
constexpr std::size_t max_cache_marks = 4;

bool is_sent(const system_block& block) {
  return block.text && has_visible(*block.text);
}

bool is_marked(const system_block& block) {
  return is_sent(block) && block.cache;
}

/// Later marks cover what earlier ones do, so the last ones stay.
ordered system_json(const std::vector<system_block>& blocks) {
  auto marks = static_cast<std::size_t>(
    std::count_if(blocks.begin(), blocks.end(), is_marked));
  auto result = ordered::array();
  for (const auto& block : blocks) {
    if (!is_sent(block))
      continue;
    auto& sent
      = result.emplace_back(ordered{{"type", "text"}, {"text", *block.text}});
    if (is_marked(block) && marks-- <= max_cache_marks)
      sent["cache_control"] = {{"type", "ephemeral"}};
  }
  return result;
}

ordered messages_json(const std::vector<message>& messages) {
  auto result = ordered::array();
  for (const auto& each : messages)
    result.push_back(
      {{"role", each.speaker == speaker::user ? "user" : "assistant"},
       {"content", each.text}});
  return result;
}

} // namespace

std::optional<std::string> objection_to(const request& request) {
  if (request.messages.empty())
    return "The request asks nothing.";
  if (request.messages.back().speaker != speaker::user)
    return "The request does not end with a question.";
  for (const auto& each : request.messages)
    if (!has_visible(each.text))
      return "The request has a blank message.";
  if (request.max_tokens < 1)
    return "The request leaves no room for an answer.";
  return {};
}

std::string request_json(const request& request, const model_facts& model) {
  auto limit = request.max_tokens;
  if (model.max_output > 0)
    limit = std::min(limit, model.max_output);
  ordered result{{"model", model.id}, {"max_tokens", limit}, {"stream", true}};
  if (auto system = system_json(request.system); !system.empty())
    result["system"] = std::move(system);
  if (!model.thinking.empty())
    result["thinking"] = {{"type", model.thinking}};
  if (!model.effort.empty())
    result["output_config"] = {{"effort", model.effort}};
  result["messages"] = messages_json(request.messages);
  return result.dump(-1, ' ', false, ordered::error_handler_t::replace);
}

} // namespace dossier::io::llm::anthropic
