#include "tools/llm_sim/anthropic/request/check.hpp"

#include <catch2/catch.hpp>

using namespace dossier::llm_sim;
using namespace dossier::llm_sim::anthropic;
using nlohmann::json;

namespace {

constexpr const char* day = "2026-11-21";

json request(const char* model = "claude-sonnet-4-5") {
  return {{"model", model},
          {"max_tokens", 1000},
          {"messages", {{{"role", "user"}, {"content", "Hello"}}}}};
}

/// Status and message; empty when there is nothing to refuse.
std::string refusal(const json& body, const char* version = "2023-06-01",
                    const char* today = day) {
  auto error = check_body(read_ask(body), version, today, purpose::answer);
  return error ? std::to_string(error->status) + " " + error->message : "";
}

std::string with(const char* model, const char* name, json value) {
  auto body = request(model);
  body[name] = std::move(value);
  return refusal(body);
}

std::optional<api_error> header(std::vector<http_field> fields) {
  http_request from;
  from.fields = std::move(fields);
  return check_header(from);
}

} // namespace

TEST_CASE("a request needs a key and a version") {
  CHECK(header({})->status == 401);
  CHECK(header({{"x-api-key", "bad-key"}})->message == "invalid x-api-key");
  CHECK(header({{"x-api-key", "k"}})->status == 400);
  CHECK(header({{"x-api-key", "k"}, {"anthropic-version", "1"}})->status
        == 400);
  CHECK_FALSE(
    header({{"X-Api-Key", "k"}, {"Anthropic-Version", "2023-06-01"}}));
  CHECK_FALSE(header(
    {{"authorization", "Bearer k"}, {"anthropic-version", "2026-10-21"}}));
}

TEST_CASE("a plain request is taken") {
  CHECK(refusal(request()).empty());
  CHECK(refusal(request("claude-sonnet-4-5-20250929")).empty());
}

TEST_CASE("what is required is asked for") {
  for (const char* name : {"model", "max_tokens", "messages"}) {
    auto body = request();
    body.erase(name);
    CHECK(refusal(body) == "400 " + std::string{name} + ": Field required");
  }
}

TEST_CASE("an unknown or retired model is not found") {
  CHECK(refusal(request("claude-nobody")) == "404 model: claude-nobody");
  CHECK(refusal(request(), "2023-06-01", "2026-11-29").empty());
  CHECK(refusal(request(), "2023-06-01", "2026-11-30")
        == "404 model: claude-sonnet-4-5");
}

TEST_CASE("an unknown member is reported") {
  CHECK(with("claude-sonnet-4-5", "maxTokens", 1)
        == "400 maxTokens: Extra inputs are not permitted");
}

TEST_CASE("sampling is for old versions and old models") {
  auto body = request();
  body["temperature"] = 0.2;
  CHECK(refusal(body, "2023-06-01").empty());
  CHECK_THAT(refusal(body, "2026-10-21"), Catch::StartsWith("400 temperature"));
  CHECK_THAT(with("claude-sonnet-5-5", "temperature", 1),
             Catch::StartsWith("400 temperature"));
  CHECK(with("claude-sonnet-5", "temperature", 1).empty());
}

TEST_CASE("the last word is the user's on newer models") {
  auto body = request("claude-sonnet-4-6");
  body["messages"].push_back({{"role", "assistant"}, {"content", "{"}});
  CHECK_THAT(refusal(body), Catch::Contains("prefill"));
  body["model"] = "claude-sonnet-4-5";
  CHECK(refusal(body).empty());
}

TEST_CASE("a turn without anything to be seen is refused") {
  for (const auto* blank : {" ", "\n\n  \n", "\u3000\u00a0"}) {
    auto body = request("claude-sonnet-4-5");
    body["messages"].push_back({{"role", "assistant"}, {"content", blank}});
    CHECK_THAT(refusal(body), Catch::Contains("messages.1: text content blocks "
                                              "must contain non-whitespace"));
    body["messages"][1]["content"] = {{{"type", "text"}, {"text", blank}}};
    CHECK_THAT(refusal(body), Catch::Contains("non-whitespace"));
  }
}

TEST_CASE("each model has its ways of thinking") {
  const json budget{{"type", "enabled"}, {"budget_tokens", 1024}};
  auto body = request();
  body["max_tokens"] = 2000;
  body["thinking"] = budget;
  CHECK(refusal(body).empty());
  body["model"] = "claude-opus-4-7";
  CHECK_THAT(refusal(body), Catch::StartsWith("400 thinking.type"));
  CHECK_THAT(with("claude-sonnet-4-5", "thinking", budget),
             Catch::Contains("must be greater"));
  CHECK(with("claude-sonnet-5-5", "thinking", {{"type", "adaptive"}}).empty());
  CHECK_FALSE(
    with("claude-sonnet-5-5", "thinking", {{"type", "disabled"}}).empty());
}

TEST_CASE("thinking and effort are held together") {
  struct example {
    const char* model;
    const char* thinking;
    const char* effort;
    const char* told;
  };
  for (const auto& [model, thinking, effort, told] : std::vector<example>{
         {"claude-sonnet-5-5", "adaptive", "max", ""},
         {"claude-sonnet-5-5", "between_tools", "high", ""},
         {"claude-sonnet-5-5", "between_tools", "xhigh",
          "400 output_config.effort: \"xhigh\" is not allowed with "
          "thinking.type \"between_tools\""},
         {"claude-haiku-5-5", "disabled", "medium", ""},
         {"claude-haiku-5-5", "disabled", "max",
          "400 output_config.effort: \"max\" is not allowed with thinking.type "
          "\"disabled\""},
         {"claude-haiku-5-5", "between_tools", "low",
          "400 thinking.type: \"between_tools\" is not supported by "
          "claude-haiku-5-5"},
         {"claude-opus-5-5", "disabled", "low",
          "400 thinking.type: \"disabled\" is not supported by "
          "claude-opus-5-5"},
         {"claude-opus-5", "disabled", "high", ""},
         {"claude-opus-5", "disabled", "xhigh",
          "400 output_config.effort: \"xhigh\" is not allowed with "
          "thinking.type \"disabled\""},
         {"claude-sonnet-4-6", "adaptive", "xhigh",
          "400 output_config.effort: \"xhigh\" is not supported by "
          "claude-sonnet-4-6"},
         {"claude-haiku-4-5", "disabled", "low",
          "400 output_config.effort: \"low\" is not supported by "
          "claude-haiku-4-5"},
         {"claude-fable-5-2", "disabled", "low",
          "400 thinking.type: \"disabled\" is not supported by "
          "claude-fable-5-2"},
         {"claude-opus-5", "sometimes", "high",
          "400 thinking.type: Input should be 'adaptive', 'between_tools', "
          "'disabled' or 'enabled'"},
         {"claude-opus-5", "adaptive", "much",
          "400 output_config.effort: Input should be 'low', 'medium', 'high', "
          "'xhigh' or 'max'"}}) {
    auto body = request(model);
    body["thinking"] = {{"type", thinking}};
    body["output_config"] = {{"effort", effort}};
    CHECK(refusal(body) == told);
  }
}

TEST_CASE("newer models cannot be forced to use a tool") {
  const json choice{{"type", "any"}};
  CHECK(with("claude-sonnet-4-6", "tool_choice", choice).empty());
  CHECK_FALSE(with("claude-sonnet-5-5", "tool_choice", choice).empty());
}

TEST_CASE("four prefixes can be cached, not five") {
  json blocks;
  for (int i = 0; i < 4; ++i)
    blocks.push_back({{"type", "text"},
                      {"text", "x"},
                      {"cache_control", {{"type", "ephemeral"}}}});
  CHECK(with("claude-sonnet-4-5", "system", blocks).empty());
  blocks.push_back(blocks[0]);
  CHECK_THAT(with("claude-sonnet-4-5", "system", blocks),
             Catch::EndsWith("Found 5."));
}

TEST_CASE("a schema keeps to what the service compiles") {
  auto refused = [](json schema) {
    return with(
      "claude-sonnet-4-5", "output_config",
      {{"format", {{"type", "json_schema"}, {"schema", std::move(schema)}}}});
  };
  CHECK(refused({{"type", "object"},
                 {"properties", {{"minimum", {{"type", "string"}}}}},
                 {"additionalProperties", false}})
          .empty());
  CHECK_THAT(refused({{"type", "object"}}),
             Catch::Contains("additionalProperties"));
  CHECK_THAT(refused({{"type", "array"},
                      {"items", {{"type", "integer"}, {"minimum", 1}}}}),
             Catch::Contains("'minimum' is not supported"));
  json many{{"type", "object"}, {"additionalProperties", false}};
  for (int i = 0; i < 25; ++i)
    many["properties"]["p" + std::to_string(i)] = {{"type", "string"}};
  CHECK_THAT(refused(many), Catch::Contains("too many optional"));
}
