#include "tools/llm_sim/anthropic/answer.hpp"

#include "tools/llm_sim/anthropic/usage.hpp"
#include "tools/llm_sim/content/spoil.hpp"
#include "tools/llm_sim/content/tokens.hpp"

#include <limits>

namespace dossier::llm_sim::anthropic {

using io::llm::demo::draw_key;
using json = nlohmann::ordered_json;

namespace {

/// Below, the service skips the cache without a word.
constexpr std::int64_t least_cached_tokens = 1024;

constexpr std::uint64_t least_thoughts = 40;
constexpr std::uint64_t most_thoughts = 400;

// -- what the model says ------------------------------------------------------

bool thinks(const ask& request) {
  const auto thinking
    = request.body.value("thinking", nlohmann::json::object());
  if (!thinking.is_object())
    return false;
  auto type = thinking.value("type", nlohmann::json{});
  return type == "enabled" || type == "adaptive";
}

/// By default the thoughts of `adaptive` are hidden.
bool shows_thoughts(const ask& request) {
  const auto& thinking = request.body.at("thinking");
  return thinking.at("type") == "enabled"
         || thinking.value("display", nlohmann::json{}) == "summarized";
}

void append_thoughts(std::string& to, std::uint64_t tokens) {
  while (to.size() < tokens * bytes_per_token)
    to += "Weighing what the sources say. ";
}

block think(const ask& request, std::uint64_t tokens, draw_key draws) {
  block result;
  result.kind = block_kind::thinking;
  if (shows_thoughts(request))
    append_thoughts(result.text, tokens);
  result.signature = draw_name("c2ln", draws.with("signature"));
  return result;
}

/// The tool the client insists on; empty: none.
std::string forced_tool(const ask& request) {
  const auto choice
    = request.body.value("tool_choice", nlohmann::json::object());
  if (!choice.is_object())
    return {};
  auto type = choice.value("type", nlohmann::json{});
  if (type == "tool")
    return choice.value("name", std::string{});
  const auto tools = request.body.value("tools", nlohmann::json::array());
  return type == "any" && !tools.empty()
           ? tools.front().value("name", std::string{})
           : std::string{};
}

block say(const ask& request, std::string text, draw_key draws) {
  auto tool = forced_tool(request);
  if (tool.empty())
    return {.kind = block_kind::text, .text = std::move(text)};
  if (!nlohmann::json::accept(text))
    text = nlohmann::json{{"text", text}}.dump();
  return {.kind = block_kind::tool_use,
          .text = std::move(text),
          .id = draw_name("toolu_sim_", draws.with("tool")),
          .name = std::move(tool)};
}

// -- how it ends --------------------------------------------------------------

/// Keeps so many tokens of what is said.
void cut(answer& answer, std::uint64_t tokens, const char* reason) {
  answer.stop_reason = reason;
  auto& text = answer.blocks.back().text;
  text = first_tokens(text, tokens);
  if (tokens == 0)
    answer.blocks.pop_back();
}

void refuse(answer& answer, const fault& wanted) {
  cut(answer, wanted.number("after").value_or(0), "refusal");
  answer.stop_details
    = {{"type", "refusal"},
       {"category", wanted.word("category", "general_harms")},
       {"explanation", "The request was declined by a safety check."}};
}

std::uint64_t half_of(const answer& answer) {
  return static_cast<std::uint64_t>(tokens_in(answer.blocks.back().text.size()))
         / 2;
}

void end_as(answer& answer, const fault& wanted) {
  if (wanted.kind == fault_kind::refusal)
    refuse(answer, wanted);
  else if (wanted.kind == fault_kind::max_tokens)
    cut(answer, wanted.number("at").value_or(half_of(answer)), "max_tokens");
  else if (wanted.kind == fault_kind::context)
    cut(answer, wanted.number("at").value_or(half_of(answer)),
        "model_context_window_exceeded");
  else if (wanted.kind == fault_kind::stop)
    answer.stop_reason = wanted.word("reason", "pause_turn");
  else if (wanted.kind == fault_kind::empty)
    answer.blocks.clear();
}

void apply_max_tokens(answer& answer, const ask& to) {
  if (!to.max_tokens || answer.blocks.empty())
    return;
  auto room = std::max<std::int64_t>(0, *to.max_tokens - answer.usage.thinking);
  if (tokens_in(answer.blocks.back().text.size()) > room)
    cut(answer, static_cast<std::uint64_t>(room), "max_tokens");
}

// -- what it costs ------------------------------------------------------------

void count_input(token_usage& to, const ask& request, cache_use cache) {
  auto all = tokens_in(request.everything.size());
  auto cached = cache == cache_use::none ? 0 : tokens_in(request.cached_bytes);
  if (cached < least_cached_tokens)
    cached = 0;
  to.input = all - cached;
  (cache == cache_use::read ? to.cache_read : to.cache_write) = cached;
  to.is_long_cache = request.has_long_cache;
}

void count_output(answer& answer) {
  answer.usage.output = answer.usage.thinking;
  for (const auto& one : answer.blocks)
    if (one.kind != block_kind::thinking)
      answer.usage.output += tokens_in(one.text.size());
}

usage_form form_of(const std::vector<fault>& faults) {
  const auto* odd = find(faults, fault_kind::usage_odd);
  if (!odd)
    return usage_form::usual;
  auto op = odd->word("op", "null");
  if (op == "missing")
    return usage_form::missing;
  return op == "no_split" ? usage_form::no_split : usage_form::nulls;
}

const char* reason_of(block_kind kind) {
  return kind == block_kind::tool_use ? "tool_use" : "end_turn";
}

json to_json(const block& block) {
  switch (block.kind) {
    case block_kind::thinking:
      return {{"type", "thinking"},
              {"thinking", block.text},
              {"signature", block.signature}};
    case block_kind::text:
      return {{"type", "text"}, {"text", block.text}, {"citations", nullptr}};
    case block_kind::tool_use: break;
  }
  return {{"type", "tool_use"},
          {"id", block.id},
          {"name", block.name},
          {"input", json::parse(block.text, nullptr, false)}};
}

} // namespace

answer make_answer(const ask& request, std::string text, cache_use cache,
                   const std::vector<fault>& faults, draw_key draws) {
  answer result;
  result.id = draw_name("msg_sim_", draws.with("message"));
  result.request_id = request_id_of(draws);
  result.model = request.model;
  result.form = form_of(faults);
  if (thinks(request)) {
    auto tokens
      = least_thoughts
        + draws.with("thoughts").below(most_thoughts - least_thoughts);
    result.usage.thinking = static_cast<std::int64_t>(tokens);
    result.blocks.push_back(think(request, tokens, draws));
  }
  result.blocks.push_back(say(request, spoil(std::move(text), faults), draws));
  result.stop_reason = reason_of(result.blocks.back().kind);
  count_input(result.usage, request, cache);
  apply_max_tokens(result, request);
  for (const auto& one : faults)
    if (!result.blocks.empty())
      end_as(result, one);
  count_output(result);
  return result;
}

json to_message(const answer& answer) {
  auto content = json::array();
  for (const auto& one : answer.blocks)
    content.push_back(to_json(one));
  return {{"id", answer.id},
          {"type", "message"},
          {"role", "assistant"},
          {"model", answer.model},
          {"content", content},
          {"container", nullptr},
          {"diagnostics", nullptr},
          {"stop_reason", answer.stop_reason},
          {"stop_sequence", nullptr},
          {"stop_details", answer.stop_details},
          {"usage", final_usage(answer)}};
}

std::string request_id_of(draw_key draws) {
  return draw_name("req_sim_", draws.with("request"));
}

std::string draw_name(std::string_view prefix, draw_key draws) {
  constexpr std::string_view digits = "0123456789abcdef";
  auto bits = draws.below(std::numeric_limits<std::uint64_t>::max());
  std::string result{prefix};
  for (int shift = 60; shift >= 0; shift -= 4)
    result += digits[(bits >> shift) & 0xf];
  return result;
}

} // namespace dossier::llm_sim::anthropic
