#include "io/llm/anthropic/request_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier;
using namespace dossier::io::llm;
using namespace dossier::io::llm::anthropic;

using nlohmann::json;

namespace {

system_block block(const char* text, bool cache = false) {
  return {std::make_shared<const std::string>(text), cache};
}

request asked() {
  request result;
  result.system = {block("Role."), block("Foundation.", true)};
  result.messages = {{speaker::user, "Write."},
                     {speaker::assistant, "{"},
                     {speaker::user, "Again."}};
  result.max_tokens = 16'000;
  return result;
}

model_facts model() {
  model_facts result;
  result.id = "claude-test-1";
  result.max_output = 64'000;
  return result;
}

} // namespace

TEST_CASE("a request is written as the API takes it") {
  CHECK(request_json(asked(), model())
        == R"({"model":"claude-test-1","max_tokens":16000,"stream":true,)"
           R"("system":[{"type":"text","text":"Role."},)"
           R"({"type":"text","text":"Foundation.",)"
           R"("cache_control":{"type":"ephemeral"}}],)"
           R"("messages":[{"role":"user","content":"Write."},)"
           R"({"role":"assistant","content":"{"},)"
           R"({"role":"user","content":"Again."}]})");
}

TEST_CASE("thought and effort are asked for as the model's entry says") {
  auto facts = model();
  facts.thinking = "adaptive";
  facts.effort = "medium";
  auto sent = json::parse(request_json(asked(), facts));
  CHECK(sent["thinking"] == json{{"type", "adaptive"}});
  CHECK(sent["output_config"] == json{{"effort", "medium"}});
}

TEST_CASE("no model is asked for more than it can write") {
  auto addressee = asked();
  addressee.max_tokens = 100'000;
  auto facts = model();
  CHECK(json::parse(request_json(addressee, facts))["max_tokens"] == 64'000);
  facts.max_output = 0;
  CHECK(json::parse(request_json(addressee, facts))["max_tokens"] == 100'000);
}

TEST_CASE("no more than four blocks are marked, the last ones") {
  auto addressee = asked();
  addressee.system = {block("1", true), block("2", true), block("3"),
                      block("4", true), block("5", true), block("6", true)};
  std::string marks;
  const auto sent = json::parse(request_json(addressee, model()));
  for (const auto& each : sent["system"])
    marks += each.contains("cache_control") ? 'x' : '-';
  CHECK(marks == "-x-xxx");
}

TEST_CASE("blank blocks are not sent") {
  auto addressee = asked();
  addressee.system
    = {block("", true), {nullptr, true}, block("\n \u3000", true)};
  CHECK_FALSE(json::parse(request_json(addressee, model())).contains("system"));
}

TEST_CASE("bytes that are no text do not keep a request from being sent") {
  auto addressee = asked();
  addressee.messages[0].text = "a\xff";
  CHECK(json::parse(request_json(addressee, model()))["messages"][0]["content"]
        == "a\xef\xbf\xbd");
}

TEST_CASE("what the provider would refuse is known before") {
  CHECK_FALSE(objection_to(asked()));
  auto addressee = asked();
  addressee.messages.clear();
  CHECK(objection_to(addressee));
  addressee = asked();
  addressee.messages.pop_back();
  CHECK(objection_to(addressee));
  for (const auto* blank : {"", "\n\n  \n", "\u00a0", "\ufeff\u2029"}) {
    addressee = asked();
    addressee.messages[1].text = blank;
    CHECK(objection_to(addressee));
  }
  addressee = asked();
  addressee.max_tokens = 0;
  CHECK(objection_to(addressee));
}
