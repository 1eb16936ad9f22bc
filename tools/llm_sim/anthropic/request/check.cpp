#include "tools/llm_sim/anthropic/request/check.hpp"

#include "messages/visible.hpp"
#include "tools/llm_sim/anthropic/request/models.hpp"
#include "tools/llm_sim/anthropic/request/schema_limits.hpp"

#include <algorithm>

namespace dossier::llm_sim::anthropic {

namespace {

using nlohmann::json;

constexpr std::string_view old_version = "2023-06-01";
constexpr std::string_view new_version = "2026-10-21";

constexpr std::size_t max_breakpoints = 4;
constexpr std::size_t max_messages = 100'000;
constexpr std::int64_t least_thinking = 1024;

/// Empty: nothing to complain about.
using complaint = std::string;

struct checked {
  const ask& request;
  const model& by;
  std::string_view version;
};

// -- the header ---------------------------------------------------------------

/// The key of the caller; `x-api-key` wins when there are both.
std::string_view key_of(const http_request& from) {
  constexpr std::string_view scheme = "Bearer ";
  if (from.has("x-api-key"))
    return from.field("x-api-key");
  auto bearer = from.field("authorization");
  return bearer.starts_with(scheme) ? bearer.substr(scheme.size()) : "";
}

api_error unauthenticated(std::string message) {
  api_error result;
  result.status = 401;
  result.type = "authentication_error";
  result.message = std::move(message);
  return result;
}

// -- the body -----------------------------------------------------------------

complaint check_fields(const json& body) {
  static constexpr std::string_view known[]
    = {"model",          "max_tokens",  "messages",      "system",
       "stream",         "tools",       "tool_choice",   "thinking",
       "output_config",  "metadata",    "cache_control", "service_tier",
       "stop_sequences", "speed",       "inference_geo", "container",
       "diagnostics",    "temperature", "top_p",         "top_k"};
  for (const auto& [name, value] : body.items())
    if (std::ranges::find(known, name) == std::end(known))
      return name + ": Extra inputs are not permitted";
  return {};
}

complaint check_max_tokens(const checked& all) {
  const auto& body = all.request.body;
  if (!body.contains("max_tokens"))
    return "max_tokens: Field required";
  if (!all.request.max_tokens || *all.request.max_tokens < 0)
    return "max_tokens: Input should be a valid integer";
  if (*all.request.max_tokens == 0 && all.request.is_stream)
    return "max_tokens: must be at least 1 when streaming";
  if (*all.request.max_tokens > all.by.max_output)
    return "max_tokens: " + std::to_string(*all.request.max_tokens) + " > "
           + std::to_string(all.by.max_output)
           + ", which is the maximum allowed number of output tokens for "
           + all.request.model;
  return {};
}

bool is_empty_content(const json& content) {
  if (content.is_string())
    return content.get_ref<const std::string&>().empty();
  return !content.is_array() || content.empty();
}

bool is_blank_text(const json& text) {
  return text.is_string() && !has_visible(text.get_ref<const std::string&>());
}

/// A text without ink, whole or as one of several blocks.
bool has_blank_text(const json& content) {
  return is_blank_text(content)
         || (content.is_array()
             && std::ranges::any_of(content, [](const json& block) {
                  return block.is_object() && block.contains("text")
                         && is_blank_text(block["text"]);
                }));
}

complaint check_message(const json& message, const std::string& where) {
  if (!message.is_object() || !message.contains("role"))
    return where + ".role: Field required";
  auto role = message.value("role", json{});
  if (role != "user" && role != "assistant" && role != "system")
    return where + R"(.role: Input should be "user" or "assistant")";
  if (is_empty_content(message.value("content", json{})))
    return where + ": all messages must have non-empty content";
  if (has_blank_text(message["content"]))
    return where + ": text content blocks must contain non-whitespace text";
  return {};
}

complaint check_messages(const checked& all) {
  const auto& body = all.request.body;
  if (!body.contains("messages"))
    return "messages: Field required";
  const auto& messages = body.at("messages");
  if (!messages.is_array() || messages.empty())
    return "messages: at least one message is required";
  if (messages.size() > max_messages)
    return "messages: at most 100000 messages are allowed";
  for (std::size_t i = 0; i < messages.size(); ++i)
    if (auto why = check_message(messages[i], "messages." + std::to_string(i));
        !why.empty())
      return why;
  if (messages.front()["role"] != "user")
    return R"(messages: first message must use the "user" role)";
  if (messages.back()["role"] == "assistant" && !all.by.takes_prefill)
    return "This model does not support assistant message prefill. The "
           "conversation must end with a user message.";
  return {};
}

complaint check_sampling(const checked& all) {
  for (const char* name : {"temperature", "top_p", "top_k"}) {
    if (!all.request.body.contains(name))
      continue;
    const auto& value = all.request.body.at(name);
    if (all.version == new_version)
      return std::string{name} + ": Extra inputs are not permitted";
    if (all.by.sampling == sampling::refused
        || (all.by.sampling == sampling::defaults_only && value != 1))
      return std::string{name} + ": is not supported by " + all.request.model;
  }
  return {};
}

complaint check_budget(const checked& all, const json& thinking) {
  if (!all.by.takes_thinking_budget)
    return "thinking.type: \"enabled\" is not supported by "
           + all.request.model;
  auto budget = thinking.value("budget_tokens", json{});
  if (!budget.is_number_integer() || budget < least_thinking)
    return "thinking.budget_tokens: Input should be at least 1024";
  if (budget >= all.request.max_tokens.value_or(0))
    return "max_tokens: must be greater than thinking.budget_tokens";
  return {};
}

/// Empty where the request says nothing of it.
std::string thinking_type(const checked& all) {
  const auto thinking = all.request.body.value("thinking", json::object());
  auto type = thinking.is_object() ? thinking.value("type", json{}) : json{};
  return type.is_string() ? type.get<std::string>() : std::string{};
}

complaint check_thinking(const checked& all) {
  if (!all.request.body.contains("thinking"))
    return {};
  const auto& thinking = all.request.body.at("thinking");
  if (!thinking.is_object())
    return "thinking: Input should be an object";
  const auto type = thinking_type(all);
  if (type == "enabled")
    return check_budget(all, thinking);
  const auto is_known
    = type == "adaptive" || type == "disabled" || type == "between_tools";
  if (!is_known)
    return "thinking.type: Input should be 'adaptive', 'between_tools', "
           "'disabled' or 'enabled'";
  if ((type == "adaptive" && !all.by.takes_adaptive_thinking)
      || (type == "disabled" && !all.by.takes_disabled_thinking)
      || (type == "between_tools" && !all.by.takes_between_tools))
    return "thinking.type: \"" + type + "\" is not supported by "
           + all.request.model;
  return {};
}

/// Turned off, a model takes fewer efforts than while it thinks.
complaint check_effort(const checked& all) {
  const auto output = all.request.body.value("output_config", json::object());
  if (!output.is_object())
    return "output_config: Input should be an object";
  if (!output.contains("effort"))
    return {};
  const auto& level = output.at("effort");
  if (!level.is_string() || !has_effort(every_effort, level.get<std::string>()))
    return "output_config.effort: Input should be 'low', 'medium', 'high', "
           "'xhigh' or 'max'";
  const auto& name = level.get_ref<const std::string&>();
  if (!has_effort(all.by.efforts, name))
    return "output_config.effort: \"" + name + "\" is not supported by "
           + all.request.model;
  const auto type = thinking_type(all);
  if ((type == "disabled" || type == "between_tools")
      && !has_effort(all.by.efforts_unthinking, name))
    return "output_config.effort: \"" + name
           + "\" is not allowed with thinking.type \"" + type + "\"";
  return {};
}

complaint check_tools(const checked& all) {
  const auto choice = all.request.body.value("tool_choice", json::object());
  auto type = choice.is_object() ? choice.value("type", json{}) : json{};
  if ((type == "any" || type == "tool") && !all.by.takes_forced_tool)
    return "tool_choice: forced tool use is not supported by "
           + all.request.model;
  for (const auto& tool : all.request.body.value("tools", json::array()))
    if (tool.is_object() && tool.contains("allowed_domains")
        && tool.contains("blocked_domains"))
      return "tools: allowed_domains and blocked_domains exclude each other";
  return {};
}

bool has_citations(const json& value) {
  if (value.is_object() && value.contains("citations")
      && value.at("citations") == json{{"enabled", true}})
    return true;
  return value.is_structured()
         && std::ranges::any_of(
           value, [](const json& member) { return has_citations(member); });
}

complaint check_output(const checked& all) {
  auto schema = schema_of(all.request);
  if (schema.is_null())
    return {};
  if (has_citations(all.request.body.value("messages", json{})))
    return "output_config.format: cannot be used with citations";
  auto why = check_schema_limits(schema);
  return why.empty() ? why : "output_config.format.schema: " + why;
}

complaint check_breakpoints(const checked& all) {
  if (all.request.breakpoints <= max_breakpoints)
    return {};
  return "A maximum of 4 blocks with cache_control may be provided. Found "
         + std::to_string(all.request.breakpoints) + ".";
}

std::optional<api_error> check_model(const ask& request,
                                     std::string_view today) {
  if (!request.body.contains("model"))
    return invalid_request("model: Field required");
  const auto* found = find_model(request.model);
  if (found && !is_retired(*found, today))
    return {};
  api_error result;
  result.status = 404;
  result.type = "not_found_error";
  result.message = "model: " + request.model;
  return result;
}

} // namespace

std::optional<api_error> check_header(const http_request& from) {
  auto key = key_of(from);
  if (key.empty())
    return unauthenticated("x-api-key header is required");
  if (key == "bad-key")
    return unauthenticated("invalid x-api-key");
  auto version = from.field("anthropic-version");
  if (version.empty())
    return invalid_request("anthropic-version: header is required");
  if (version != old_version && version != new_version)
    return invalid_request("anthropic-version: \"" + std::string{version}
                           + "\" is not a valid version");
  return {};
}

std::optional<api_error> check_body(const ask& request,
                                    std::string_view version,
                                    std::string_view today, purpose why) {
  if (!request.body.is_object())
    return invalid_request("The request body must be an object");
  if (auto refused = check_model(request, today))
    return refused;
  const checked all{
    .request = request, .by = *find_model(request.model), .version = version};
  if (why == purpose::answer)
    if (auto wrong = check_max_tokens(all); !wrong.empty())
      return invalid_request(std::move(wrong));
  if (auto wrong = check_fields(request.body); !wrong.empty())
    return invalid_request(std::move(wrong));
  for (auto check :
       {check_messages, check_sampling, check_thinking, check_effort,
        check_tools, check_output, check_breakpoints})
    if (auto wrong = check(all); !wrong.empty())
      return invalid_request(std::move(wrong));
  return {};
}

} // namespace dossier::llm_sim::anthropic
