#include "tools/llm_sim/anthropic/stream/performance.hpp"
#include "tools/llm_sim/anthropic/stream/plan.hpp"
#include "tools/llm_sim/content/tokens.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dossier::llm_sim;
using namespace dossier::llm_sim::anthropic;
using namespace std::chrono_literals;
using dossier::io::llm::demo::draw_key;

namespace {

const std::string said = "Prices rose by 4 € a tonne, costs by 9 €, and "
                         "nobody knew why that was so, at least not at first.";

answer example() {
  answer result;
  result.id = "msg_sim_1";
  result.request_id = "req_sim_1";
  result.model = "ok";
  result.blocks = {{block_kind::text, said}};
  return result;
}

stream_plan plan(const char* faults = nullptr, const char* speed = "instant",
                 std::uint64_t draw = 1, answer answer = example()) {
  return plan_stream(std::move(answer), *find_pace(speed), {},
                     faults ? parse_faults(faults) : std::vector<fault>{},
                     draw_key{draw});
}

std::vector<beat_kind> kinds_of(const stream_plan& from) {
  std::vector<beat_kind> result;
  for (const auto& one : from.beats)
    if (result.empty() || result.back() != one.kind)
      result.push_back(one.kind);
  return result;
}

std::string text_of(const stream_plan& from) {
  std::string result;
  for (const auto& one : from.beats)
    if (one.kind == beat_kind::delta)
      result += from.said.blocks[one.block].text.substr(one.from, one.size);
  return result;
}

std::string bytes_of(const stream_plan& from) {
  std::string result;
  for (const auto& one : from.beats)
    append_beat(result, from, one);
  return result;
}

/// What a whole performance writes, if it ends.
std::string played(stream_plan from) {
  stream_performance show{"HEAD\r\n\r\n", std::move(from)};
  std::string result;
  while (show.due())
    show.take(result);
  return result;
}

} // namespace

TEST_CASE("a stream follows the order of the protocol") {
  using enum beat_kind;
  CHECK(kinds_of(plan())
        == std::vector{message_start, ping, block_start, delta, block_stop,
                       message_delta, message_stop});
}

TEST_CASE("deltas carry one to six tokens and add up to the text") {
  auto stream = plan();
  CHECK(text_of(stream) == said);
  for (const auto& one : stream.beats)
    if (one.kind == beat_kind::delta) {
      CHECK(one.size > 0);
      CHECK(one.size <= 6 * bytes_per_token + 2);
    }
}

TEST_CASE("no delta ends inside a character") {
  for (std::uint64_t draw = 0; draw < 50; ++draw) {
    CAPTURE(draw);
    CHECK(bytes_of(plan(nullptr, "instant", draw)).find("\xEF\xBF\xBD")
          == std::string::npos);
  }
}

TEST_CASE("a draw names the bytes of a stream") {
  CHECK(bytes_of(plan(nullptr, "sonnet", 7))
        == bytes_of(plan(nullptr, "sonnet", 7)));
  CHECK(bytes_of(plan(nullptr, "instant", 7))
        == bytes_of(plan(nullptr, "slow", 7)));
  CHECK(bytes_of(plan(nullptr, "instant", 7))
        != bytes_of(plan(nullptr, "instant", 8)));
}

TEST_CASE("a profile sets the first event and the rate") {
  auto stream = plan(nullptr, "sonnet");
  auto first = stream.beats.front().at;
  auto last = stream.beats.back().at;
  auto rate = double(tokens_in(said.size()))
              / std::chrono::duration<double>(last - first).count();
  CHECK(first > 600ms);
  CHECK(first < 2400ms);
  CHECK(rate > 40);
  CHECK(rate < 90);
  CHECK(plan().beats.back().at == 0us);
}

TEST_CASE("a slow call keeps its own rate and scale shrinks all waiting") {
  auto slow = plan("slow:tps=1,ttft=5000");
  CHECK(slow.beats.front().at == 5s);
  CHECK(slow.beats.back().at > 25s);
  auto how = *find_pace("slow");
  how.time_scale = 0;
  CHECK(plan_stream(example(), how, {}, {}, draw_key{1}).beats.back().at
        == 0us);
}

TEST_CASE("long silence is filled with pings") {
  auto answer = example();
  answer.blocks = {{block_kind::thinking, "", "sig"}, {block_kind::text, said}};
  answer.usage.thinking = 600;
  auto slow = plan(nullptr, "slow", 1, answer);
  CHECK(std::ranges::count(slow.beats, beat_kind::ping, &beat::kind) >= 3);
  using enum beat_kind;
  CHECK(kinds_of(plan(nullptr, "instant", 1, answer))
        == std::vector{message_start, ping, block_start, signature, block_stop,
                       block_start, delta, block_stop, message_delta,
                       message_stop});
}

TEST_CASE("a tool's input begins with an empty piece") {
  auto answer = example();
  answer.blocks = {{block_kind::tool_use, R"({"x":1})", "", "toolu_1", "emit"}};
  CHECK_THAT(bytes_of(plan(nullptr, "instant", 1, answer)),
             Catch::Contains(R"("partial_json":""})"));
}

TEST_CASE("a stream is cut after so many tokens") {
  auto stream = plan("reset:after=10");
  CHECK(stream.end == ending::reset);
  CHECK_FALSE(stream.has_last_chunk);
  CHECK(tokens_in(text_of(stream).size()) <= 10);
  CHECK(tokens_in(text_of(stream).size()) > 3);
  CHECK(text_of(plan("fin:after=0")).empty());
  CHECK(kinds_of(plan("reset:after=1000")).back() == beat_kind::block_stop);
}

TEST_CASE("a clean end lacks the message's own") {
  auto stream = plan("clean_end:after=5");
  CHECK(stream.has_last_chunk);
  CHECK(stream.end == ending::next_request);
  auto bytes = played(std::move(stream));
  CHECK(bytes.find("message_stop") == std::string::npos);
  CHECK_THAT(bytes, Catch::EndsWith("\r\n0\r\n\r\n"));
}

TEST_CASE("a stall is silent or pings for ever") {
  CHECK(plan("stall:after=3").end == ending::silence);
  CHECK_FALSE(plan("stall:after=3").ping_every);
  auto stream = plan("stall:after=3,pings=1,every_ms=100");
  CHECK(stream.ping_every == 100ms);
  stream_performance show{"HEAD", std::move(stream)};
  std::string bytes;
  for (int i = 0; i < 1000; ++i)
    show.take(bytes);
  CHECK(show.due() > 90s);
  CHECK_THAT(bytes, Catch::EndsWith("data: {\"type\":\"ping\"}\n\n\r\n"));
}

TEST_CASE("an error inside a stream ends it") {
  auto bytes = played(plan("sse_error:after=3,type=api_error"));
  CHECK_THAT(bytes, Catch::Contains(R"(data: {"type":"error","error":)"
                                    R"({"type":"api_error")")
                      && Catch::Contains(R"("request_id":"req_sim_1"})"));
  CHECK(bytes.find("message_stop") == std::string::npos);
}

TEST_CASE("strange events leave the rest alone") {
  for (const char* fault : {"unknown_event", "unknown_delta", "dup_start",
                            "huge_event:bytes=100", "bad_event", "comments"}) {
    CAPTURE(fault);
    auto stream = plan(fault);
    CHECK(text_of(stream) == said);
    CHECK(bytes_of(stream) != bytes_of(plan()));
    CHECK_THAT(bytes_of(stream), Catch::Contains("message_stop"));
  }
  CHECK_THAT(bytes_of(plan("bad_event")), Catch::Contains("\"ind\n\n"));
}

TEST_CASE("order puts a delta before its block") {
  auto kinds = kinds_of(plan("order"));
  CHECK(kinds.at(2) == beat_kind::delta);
  CHECK(kinds.at(3) == beat_kind::block_start);
}

TEST_CASE("a stream can come byte by byte, with a mark in front") {
  auto bytes = played(plan("split1;bom"));
  CHECK_THAT(bytes, Catch::StartsWith("HEAD\r\n\r\n3\r\n\xEF\xBB\xBF\r\n"
                                      "1\r\ne\r\n1\r\nv\r\n"));
  CHECK_THAT(bytes, Catch::EndsWith("\r\n0\r\n\r\n"));
}
