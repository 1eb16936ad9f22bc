#include "tools/llm_sim/anthropic/usage.hpp"

namespace dossier::llm_sim::anthropic {

using json = nlohmann::ordered_json;

namespace {

json split_of(const token_usage& usage) {
  auto hour = usage.is_long_cache ? usage.cache_write : 0;
  return {{"ephemeral_5m_input_tokens", usage.cache_write - hour},
          {"ephemeral_1h_input_tokens", hour}};
}

json shaped(json usage, usage_form form) {
  switch (form) {
    case usage_form::usual: break;
    case usage_form::nulls:
      for (const char* name :
           {"cache_creation_input_tokens", "cache_read_input_tokens",
            "cache_creation", "service_tier"})
        if (usage.contains(name))
          usage[name] = nullptr;
      break;
    case usage_form::missing:
      for (const char* name :
           {"cache_creation_input_tokens", "cache_read_input_tokens",
            "cache_creation", "server_tool_use", "service_tier"})
        usage.erase(name);
      break;
    case usage_form::no_split: usage.erase("cache_creation"); break;
  }
  return usage;
}

json whole_usage(const answer& answer, std::int64_t output) {
  const auto& usage = answer.usage;
  return {{"input_tokens", usage.input},
          {"output_tokens", output},
          {"cache_creation_input_tokens", usage.cache_write},
          {"cache_read_input_tokens", usage.cache_read},
          {"cache_creation", split_of(usage)},
          {"server_tool_use", nullptr},
          {"service_tier", "standard"}};
}

} // namespace

json first_usage(const answer& answer) {
  return shaped(whole_usage(answer, 1), answer.form);
}

json last_usage(const answer& answer) {
  const auto& usage = answer.usage;
  json result{{"input_tokens", usage.input},
              {"cache_creation_input_tokens", usage.cache_write},
              {"cache_read_input_tokens", usage.cache_read},
              {"output_tokens", usage.output},
              {"server_tool_use", nullptr}};
  if (usage.thinking > 0)
    result["output_tokens_details"] = {{"thinking_tokens", usage.thinking}};
  if (answer.form == usage_form::missing)
    return {{"output_tokens", usage.output}};
  return shaped(std::move(result), answer.form);
}

json final_usage(const answer& answer) {
  auto result = whole_usage(answer, answer.usage.output);
  if (answer.usage.thinking > 0)
    result["output_tokens_details"]
      = {{"thinking_tokens", answer.usage.thinking}};
  return shaped(std::move(result), answer.form);
}

} // namespace dossier::llm_sim::anthropic
