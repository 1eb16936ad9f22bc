#include "tools/llm_sim/anthropic/stream/events.hpp"

#include <catch2/catch.hpp>

using namespace dossier::llm_sim;
using namespace dossier::llm_sim::anthropic;

namespace {

std::string text_of(const event& event, const framing& how = {}) {
  std::string result;
  append_event(result, event, how);
  return result;
}

answer example() {
  answer result;
  result.id = "msg_sim_1";
  result.model = "ok";
  result.blocks = {{block_kind::text, R"({"a":1})"}};
  result.usage.input = 25;
  result.usage.cache_write = 1200;
  result.usage.output = 42;
  return result;
}

} // namespace

TEST_CASE("a message begins as the service begins it") {
  CHECK(text_of(message_start(example()))
        == "event: message_start\n"
           R"(data: {"type":"message_start","message":{"id":"msg_sim_1",)"
           R"("type":"message","role":"assistant","model":"ok","content":[],)"
           R"("container":null,"diagnostics":null,"stop_reason":null,)"
           R"("stop_sequence":null,"stop_details":null,"usage":)"
           R"({"input_tokens":25,"output_tokens":1,)"
           R"("cache_creation_input_tokens":1200,)"
           R"("cache_read_input_tokens":0,"cache_creation":)"
           R"({"ephemeral_5m_input_tokens":1200,)"
           R"("ephemeral_1h_input_tokens":0},"server_tool_use":null,)"
           R"("service_tier":"standard"}}})"
           "\n\n");
}

TEST_CASE("a text block streams as the service streams it") {
  auto answer = example();
  CHECK(text_of(ping()) == "event: ping\ndata: {\"type\":\"ping\"}\n\n");
  CHECK(block_start(answer.blocks[0], 0).data
        == R"({"type":"content_block_start","index":0,"content_block":)"
           R"({"type":"text","text":"","citations":null}})");
  CHECK(text_of(delta(answer.blocks[0], 0, R"({"a")"))
        == "event: content_block_delta\n"
           R"(data: {"type":"content_block_delta","index":0,"delta":)"
           R"({"type":"text_delta","text":"{\"a\""}})"
           "\n\n");
  CHECK(block_stop(0).data == R"({"type":"content_block_stop","index":0})");
}

TEST_CASE("a message ends as the service ends it") {
  CHECK(message_delta(example()).data
        == R"({"type":"message_delta","delta":{"stop_reason":"end_turn",)"
           R"("stop_sequence":null,"container":null,"stop_details":null},)"
           R"("usage":{"input_tokens":25,)"
           R"("cache_creation_input_tokens":1200,)"
           R"("cache_read_input_tokens":0,"output_tokens":42,)"
           R"("server_tool_use":null}})");
  CHECK(text_of(message_stop())
        == "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}

TEST_CASE("thoughts and tools have events of their own") {
  block thought{block_kind::thinking, "step one", "c2ln"};
  CHECK(block_start(thought, 0).data
        == R"({"type":"content_block_start","index":0,"content_block":)"
           R"({"type":"thinking","thinking":"","signature":""}})");
  CHECK(signature(thought, 0).data
        == R"({"type":"content_block_delta","index":0,"delta":)"
           R"({"type":"signature_delta","signature":"c2ln"}})");
  block tool{block_kind::tool_use, R"({"x":[1,2]})", "", "toolu_sim_1", "emit"};
  CHECK(block_start(tool, 1).data
        == R"({"type":"content_block_start","index":1,"content_block":)"
           R"({"type":"tool_use","id":"toolu_sim_1","name":"emit",)"
           R"("input":{}}})");
  CHECK(delta(tool, 1, R"({"x":)").data
        == R"({"type":"content_block_delta","index":1,"delta":)"
           R"({"type":"input_json_delta","partial_json":"{\"x\":"}})");
}

TEST_CASE("events can be framed in odd ways") {
  CHECK(text_of(ping(), {false, false, false})
        == "data: {\"type\":\"ping\"}\n\n");
  CHECK(text_of(ping(), {true, true, true})
        == ": a comment\r\nevent: ping\r\ndata: {\"type\":\"ping\"}\r\n\r\n");
}
