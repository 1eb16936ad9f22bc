#include "tools/llm_sim/anthropic/answer.hpp"
#include "tools/llm_sim/anthropic/usage.hpp"

#include <catch2/catch.hpp>

using namespace dossier::llm_sim;
using namespace dossier::llm_sim::anthropic;
using dossier::io::llm::demo::draw_key;
using nlohmann::json;

namespace {

json request(const std::string& text = "Hello") {
  return {{"model", "claude-sonnet-4-5"},
          {"max_tokens", 1000},
          {"messages", {{{"role", "user"}, {"content", text}}}}};
}

answer make(const json& from, const char* faults = nullptr,
            cache_use cache = cache_use::written) {
  return make_answer(read_ask(from), "0123456789abcdef", cache,
                     faults ? parse_faults(faults) : std::vector<fault>{},
                     draw_key{1});
}

/// A system prompt of 2000 tokens that is to be cached.
json cached_request() {
  auto result = request("Hello");
  result["system"] = {{{"type", "text"},
                       {"text", std::string(8000, 'x')},
                       {"cache_control", {{"type", "ephemeral"}}}}};
  return result;
}

} // namespace

TEST_CASE("a prompt tells its stage, company and region") {
  auto question = read_ask(
    request("Stage: section_4 / overview\nCompany: Acme\nGeography: Peru\n"));
  CHECK(question.question.stage == "section_4 / overview");
  CHECK(question.question.company == "Acme");
  CHECK(question.question.geography == "Peru");
  CHECK(read_ask(request("Hello")).question.stage == "generic");
}

TEST_CASE("the prompt is found behind documents") {
  auto from = request();
  from["messages"][0]["content"]
    = {{{"type", "document"}, {"source", {{"type", "text"}, {"data", "d"}}}},
       {{"type", "text"}, {"text", "A file follows."}},
       {{"type", "text"}, {"text", "Stage: section_2\nCompany: Acme"}}};
  CHECK(read_ask(from).question.stage == "section_2");
}

TEST_CASE("a model's name may carry a fault") {
  auto from = request();
  from["model"] = "claude-sonnet-4-5+fault=529:times=1";
  auto question = read_ask(from);
  CHECK(question.model == "claude-sonnet-4-5");
  CHECK(question.own_fault == "529:times=1");
}

TEST_CASE("the same question is the same, streamed or not") {
  auto streamed = request();
  streamed["stream"] = true;
  streamed["metadata"] = {{"user_id", "job"}};
  CHECK(canonical_hash(read_ask(streamed))
        == canonical_hash(read_ask(request())));
  CHECK(canonical_hash(read_ask(request("Other")))
        != canonical_hash(read_ask(request())));
}

TEST_CASE("four bytes are a token") {
  auto answer = make(request("123456789"));
  CHECK(answer.usage.input == 3);
  CHECK(answer.usage.output == 4);
}

TEST_CASE("what is cached is not counted as input") {
  auto first = make(cached_request());
  CHECK(first.usage.cache_write == 2000);
  CHECK(first.usage.input == 2);
  auto second = make(cached_request(), nullptr, cache_use::read);
  CHECK(second.usage.cache_read == 2000);
  CHECK(second.usage.cache_write == 0);
}

TEST_CASE("a short prefix is not cached") {
  auto from = cached_request();
  from["system"][0]["text"] = "short";
  CHECK(make(from).usage.cache_write == 0);
}

TEST_CASE("usage comes in odd forms") {
  CHECK(last_usage(make(request(), "usage_odd:op=missing")).size() == 1);
  CHECK(first_usage(make(request(), "usage_odd:op=null"))["cache_creation"]
          .is_null());
  CHECK_FALSE(first_usage(make(request(), "usage_odd:op=no_split"))
                .contains("cache_creation"));
}

TEST_CASE("an answer is cut where its tokens end") {
  auto from = request();
  from["max_tokens"] = 2;
  auto answer = make(from);
  CHECK(answer.stop_reason == "max_tokens");
  CHECK(answer.blocks.at(0).text == "01234567");
  CHECK(make(request(), "max_tokens:at=1").blocks.at(0).text == "0123");
}

TEST_CASE("an answer may stop for any reason") {
  CHECK(make(request(), "stop:reason=compaction").stop_reason == "compaction");
  auto answer = make(request(), "stop");
  CHECK(answer.stop_reason == "pause_turn");
  CHECK(answer.blocks.size() == make(request()).blocks.size());
}

TEST_CASE("a refusal says why and has no content") {
  auto answer = make(request(), "refusal:category=bio");
  CHECK(answer.stop_reason == "refusal");
  CHECK(answer.blocks.empty());
  CHECK(answer.stop_details["category"] == "bio");
  CHECK(make(request(), "refusal:after=2").blocks.at(0).text == "01234567");
}

TEST_CASE("an empty answer ends in order") {
  auto answer = make(request(), "empty");
  CHECK(answer.blocks.empty());
  CHECK(answer.stop_reason == "end_turn");
  CHECK(answer.usage.output == 0);
}

TEST_CASE("a model that thinks says so before it speaks") {
  auto from = request();
  from["thinking"] = {{"type", "adaptive"}};
  auto answer = make(from);
  REQUIRE(answer.blocks.size() == 2);
  CHECK(answer.blocks[0].kind == block_kind::thinking);
  CHECK(answer.blocks[0].text.empty());
  CHECK(answer.usage.output == answer.usage.thinking + 4);
}

TEST_CASE("a tool that is asked for is used") {
  auto from = request();
  from["tools"] = {{{"name", "emit"}, {"input_schema", json::object()}}};
  from["tool_choice"] = {{"type", "tool"}, {"name", "emit"}};
  auto answer = make(from);
  CHECK(answer.stop_reason == "tool_use");
  CHECK(to_message(answer)["content"][0]["input"]["text"]
        == "0123456789abcdef");
}
