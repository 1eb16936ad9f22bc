#include "tools/llm_sim/anthropic/answer.hpp"

#include "tools/llm_sim/anthropic/usage.hpp"
#include "tools/llm_sim/content/spoil.hpp"
#include "tools/llm_sim/content/tokens.hpp"

#include <limits>

namespace dossier::llm_sim::anthropic {

using io::llm::demo_key;
using json = nlohmann::ordered_json;

namespace {

/// Below, the service skips the cache without a word.
constexpr std::int64_t least_cached_tokens = 1024;

constexpr std::uint64_t least_thoughts = 40;
constexpr std::uint64_t most_thoughts = 400;

// -- what the model says ------------------------------------------------------

bool thinks(const ask& what) {
  const auto thinking = what.body.value("thinking", nlohmann::json::object());
  if (!thinking.is_object())
    return false;
  auto type = thinking.value("type", nlohmann::json{});
  return type == "enabled" || type == "adaptive";
}

/// By default the thoughts of `adaptive` are hidden.
bool shows_thoughts(const ask& what) {
  const auto& thinking = what.body.at("thinking");
  return thinking.at("type") == "enabled"
         || thinking.value("display", nlohmann::json{}) == "summarized";
}

void append_thoughts(std::string& to, std::uint64_t tokens) {
  while (to.size() < tokens * bytes_per_token)
    to += "Weighing what the sources say. ";
}

block think(const ask& what, std::uint64_t tokens, demo_key draws) {
  block result;
  result.kind = block_kind::thinking;
  if (shows_thoughts(what))
    append_thoughts(result.text, tokens);
  result.signature = draw_name("c2ln", draws.with("signature"));
  return result;
}

/// The tool the client insists on; empty: none.
std::string forced_tool(const ask& what) {
  const auto choice = what.body.value("tool_choice", nlohmann::json::object());
  if (!choice.is_object())
    return {};
  auto type = choice.value("type", nlohmann::json{});
  if (type == "tool")
    return choice.value("name", std::string{});
  const auto tools = what.body.value("tools", nlohmann::json::array());
  return type == "any" && !tools.empty()
           ? tools.front().value("name", std::string{})
           : std::string{};
}

block say(const ask& what, std::string text, demo_key draws) {
  auto tool = forced_tool(what);
  if (tool.empty())
    return {block_kind::text, std::move(text)};
  if (!nlohmann::json::accept(text))
    text = nlohmann::json{{"text", text}}.dump();
  return {block_kind::tool_use,
          std::move(text),
          {},
          draw_name("toolu_sim_", draws.with("tool")),
          std::move(tool)};
}

// -- how it ends --------------------------------------------------------------

/// Keeps so many tokens of what is said.
void cut(answer& what, std::uint64_t tokens, const char* reason) {
  what.stop_reason = reason;
  auto& text = what.blocks.back().text;
  text = first_tokens(text, tokens);
  if (tokens == 0)
    what.blocks.pop_back();
}

void refuse(answer& what, const fault& wanted) {
  cut(what, wanted.number("after").value_or(0), "refusal");
  what.stop_details
    = {{"type", "refusal"},
       {"category", wanted.word("category", "general_harms")},
       {"explanation", "The request was declined by a safety check."}};
}

std::uint64_t half_of(const answer& what) {
  return static_cast<std::uint64_t>(tokens_in(what.blocks.back().text.size()))
         / 2;
}

void end_as(answer& what, const fault& wanted) {
  if (wanted.kind == fault_kind::refusal)
    refuse(what, wanted);
  else if (wanted.kind == fault_kind::max_tokens)
    cut(what, wanted.number("at").value_or(half_of(what)), "max_tokens");
  else if (wanted.kind == fault_kind::context)
    cut(what, wanted.number("at").value_or(half_of(what)),
        "model_context_window_exceeded");
  else if (wanted.kind == fault_kind::stop)
    what.stop_reason = wanted.word("reason", "pause_turn");
  else if (wanted.kind == fault_kind::empty)
    what.blocks.clear();
}

void apply_max_tokens(answer& what, const ask& to) {
  if (!to.max_tokens || what.blocks.empty())
    return;
  auto room = std::max<std::int64_t>(0, *to.max_tokens - what.usage.thinking);
  if (tokens_in(what.blocks.back().text.size()) > room)
    cut(what, static_cast<std::uint64_t>(room), "max_tokens");
}

// -- what it costs ------------------------------------------------------------

void count_input(token_usage& to, const ask& what, cache_use cache) {
  auto all = tokens_in(what.everything.size());
  auto cached = cache == cache_use::none ? 0 : tokens_in(what.cached_bytes);
  if (cached < least_cached_tokens)
    cached = 0;
  to.input = all - cached;
  (cache == cache_use::read ? to.cache_read : to.cache_write) = cached;
  to.is_long_cache = what.has_long_cache;
}

void count_output(answer& what) {
  what.usage.output = what.usage.thinking;
  for (const auto& one : what.blocks)
    if (one.kind != block_kind::thinking)
      what.usage.output += tokens_in(one.text.size());
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

json to_json(const block& what) {
  switch (what.kind) {
    case block_kind::thinking:
      return {{"type", "thinking"},
              {"thinking", what.text},
              {"signature", what.signature}};
    case block_kind::text:
      return {{"type", "text"}, {"text", what.text}, {"citations", nullptr}};
    case block_kind::tool_use: break;
  }
  return {{"type", "tool_use"},
          {"id", what.id},
          {"name", what.name},
          {"input", json::parse(what.text, nullptr, false)}};
}

} // namespace

answer make_answer(const ask& what, std::string text, cache_use cache,
                   const std::vector<fault>& faults, demo_key draws) {
  answer result;
  result.id = draw_name("msg_sim_", draws.with("message"));
  result.request_id = request_id_of(draws);
  result.model = what.model;
  result.form = form_of(faults);
  if (thinks(what)) {
    auto tokens
      = least_thoughts
        + draws.with("thoughts").below(most_thoughts - least_thoughts);
    result.usage.thinking = static_cast<std::int64_t>(tokens);
    result.blocks.push_back(think(what, tokens, draws));
  }
  result.blocks.push_back(say(what, spoil(std::move(text), faults), draws));
  result.stop_reason = reason_of(result.blocks.back().kind);
  count_input(result.usage, what, cache);
  apply_max_tokens(result, what);
  for (const auto& one : faults)
    if (!result.blocks.empty())
      end_as(result, one);
  count_output(result);
  return result;
}

json to_message(const answer& what) {
  auto content = json::array();
  for (const auto& one : what.blocks)
    content.push_back(to_json(one));
  return {{"id", what.id},
          {"type", "message"},
          {"role", "assistant"},
          {"model", what.model},
          {"content", content},
          {"container", nullptr},
          {"diagnostics", nullptr},
          {"stop_reason", what.stop_reason},
          {"stop_sequence", nullptr},
          {"stop_details", what.stop_details},
          {"usage", final_usage(what)}};
}

std::string request_id_of(demo_key draws) {
  return draw_name("req_sim_", draws.with("request"));
}

std::string draw_name(std::string_view prefix, demo_key draws) {
  constexpr std::string_view digits = "0123456789abcdef";
  auto bits = draws.below(std::numeric_limits<std::uint64_t>::max());
  std::string result{prefix};
  for (int shift = 60; shift >= 0; shift -= 4)
    result += digits[(bits >> shift) & 0xf];
  return result;
}

} // namespace dossier::llm_sim::anthropic
