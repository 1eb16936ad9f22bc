#include "tools/llm_sim/anthropic/request/ask.hpp"

#include "io/llm/demo/random.hpp"

namespace dossier::llm_sim::anthropic {

using nlohmann::json;

namespace {

constexpr std::string_view fault_mark = "+fault=";

constexpr const char* default_model = "claude-sonnet-4-5";

// -- reading what may be anything ---------------------------------------------

/// Null where there is no such member.
const json& member(const json& of, const char* name) {
  static const json nothing;
  if (!of.is_object())
    return nothing;
  auto found = of.find(name);
  return found == of.end() ? nothing : *found;
}

std::string text_at(const json& of, const char* name) {
  const auto& value = member(of, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

// -- the prompt ---------------------------------------------------------------

/// Documents may stand before the text that names the stage.
std::string prompt_of(const json& content) {
  if (content.is_string())
    return content.get<std::string>();
  std::string all;
  if (content.is_array())
    for (const auto& block : content) {
      auto text = text_at(block, "text");
      if (text.starts_with("Stage: "))
        return text;
      all += text;
    }
  return all;
}

std::string first_prompt(const json& messages) {
  if (messages.is_array())
    for (const auto& message : messages)
      if (text_at(message, "role") == "user")
        return prompt_of(member(message, "content"));
  return {};
}

// -- its size, and how much of it is cached -----------------------------------

void mark(ask& to, const json& control) {
  if (!control.is_object())
    return;
  ++to.breakpoints;
  to.cached_bytes = to.everything.size();
  to.has_long_cache = text_at(control, "ttl") == "1h";
}

void append_block(ask& to, const json& block) {
  if (auto text = text_at(block, "text"); !text.empty())
    to.everything += text;
  else if (const auto& source = member(block, "source"); source.is_object())
    to.everything += text_at(source, "data");
  else
    to.everything += block.dump();
  mark(to, member(block, "cache_control"));
}

void append_content(ask& to, const json& content) {
  if (content.is_string())
    to.everything += content.get<std::string>();
  else if (content.is_array())
    for (const auto& block : content)
      append_block(to, block);
}

void measure(ask& to) {
  if (const auto& tools = member(to.body, "tools"); tools.is_array())
    for (const auto& tool : tools) {
      to.everything += tool.dump();
      mark(to, member(tool, "cache_control"));
    }
  append_content(to, member(to.body, "system"));
  if (const auto& messages = member(to.body, "messages"); messages.is_array())
    for (const auto& message : messages)
      append_content(to, member(message, "content"));
  mark(to, member(to.body, "cache_control"));
}

void read_model(ask& to) {
  auto name = text_at(to.body, "model");
  auto at = std::min(name.find(fault_mark), name.size());
  to.model = at == 0 ? default_model : name.substr(0, at);
  if (at < name.size())
    to.own_fault = name.substr(at + fault_mark.size());
}

} // namespace

ask read_ask(json body) {
  ask result;
  result.body = std::move(body);
  read_model(result);
  const auto& stream = member(result.body, "stream");
  result.is_stream = stream.is_boolean() && stream.get<bool>();
  if (const auto& most = member(result.body, "max_tokens");
      most.is_number_integer())
    result.max_tokens = most.get<std::int64_t>();
  result.prompt = first_prompt(member(result.body, "messages"));
  result.question = io::llm::demo::read_question(result.prompt);
  if (result.question.stage.empty())
    result.question.stage = "generic";
  measure(result);
  return result;
}

std::uint64_t canonical_hash(const ask& request) {
  auto same = request.body;
  if (same.is_object()) {
    same.erase("stream");
    same.erase("metadata");
    same["model"] = request.model;
  }
  return io::llm::demo::draw_key::hash(
    same.dump(-1, ' ', false, json::error_handler_t::replace));
}

json schema_of(const ask& request) {
  const auto& format = member(member(request.body, "output_config"), "format");
  return member(format, "schema");
}

} // namespace dossier::llm_sim::anthropic
