#include "tests/io/llm/anthropic/anthropic_world.hpp"

#include <catch2/catch.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

using namespace dossier;
using namespace dossier::test;

using Catch::Contains;
using Catch::StartsWith;

// -- answers ------------------------------------------------------------------

TEST_CASE("an answer is streamed, then told with what it cost") {
  anthropic_world world{{streams(whole_message("A report."))}};
  auto heard = world.ask();
  auto answer = heard->answer();
  CHECK(answer.text == "A report.");
  CHECK(heard->text() == "A report.");
  CHECK(answer.model == "claude-test-1");
  CHECK(answer.stop_reason == "end_turn");
  CHECK(answer.spent.tokens == token_counts{25, 42, 0, 1200});
  CHECK(answer.spent.cost == 25 * 3000 + 1200 * 3750 + 42 * 15000);
  CHECK(heard->ends() == 1);
}

TEST_CASE("the client says which model answers, and that it is no demo") {
  anthropic_world world{{}};
  CHECK(world.client().model() == "claude-test-1");
  CHECK_FALSE(world.client().is_demo());
}

TEST_CASE("the key goes where the version of the API wants it") {
  anthropic_world world{{streams(whole_message("x"))}};
  SECTION("as a field of its own") {
    world.ask()->answer();
    auto head = world.provider.requests().at(0).head;
    CHECK_THAT(head, StartsWith("POST /v1/messages HTTP/1.1\r\n"));
    CHECK_THAT(head, Contains("\r\nanthropic-version: 2023-06-01\r\n"));
    CHECK_THAT(head, Contains("\r\nx-api-key: " + test_key));
    CHECK_THAT(head, !Contains("Authorization"));
    CHECK_THAT(head, Contains("\r\nHost: 127.0.0.1:" + world.provider.port()));
  }
  SECTION("as a bearer token") {
    world.options.version = "2026-10-21";
    world.ask()->answer();
    auto head = world.provider.requests().at(0).head;
    CHECK_THAT(head, Contains("\r\nanthropic-version: 2026-10-21\r\n"));
    CHECK_THAT(head, Contains("\r\nAuthorization: Bearer " + test_key));
    CHECK_THAT(head, !Contains("x-api-key"));
  }
}

TEST_CASE("a base URL may have a path") {
  anthropic_world world{{streams(whole_message("x"))}};
  world.options.stream.to.path = "/claude";
  world.ask()->answer();
  CHECK_THAT(world.provider.requests().at(0).head,
             StartsWith("POST /claude/v1/messages HTTP/1.1\r\n"));
}

TEST_CASE("characters that arrive byte by byte stay whole") {
  anthropic_world world{{[](provider_peer& peer) {
    peer.send(stream_head);
    for (auto byte : whole_message("é – 日本 \\ud83d\\ude00"))
      peer.send(chunk({&byte, 1}));
    peer.send(last_chunk);
  }}};
  auto heard = world.ask();
  CHECK(heard->answer().text == "é – 日本 \xf0\x9f\x98\x80");
  CHECK(heard->text() == heard->answer().text);
}

TEST_CASE("a base URL may end as those of other programs do") {
  const std::vector<const char*> ends{
    "", "/", "/v1", "/v1/", "/v1/messages", "/v1/messages/"};
  for (const std::string path : {"", "/claude"})
    for (const auto* end : ends) {
      CAPTURE(path, end);
      anthropic_world asking{{streams(whole_message("x"))}};
      asking.point_at("http://127.0.0.1:" + asking.provider.port() + path
                      + end);
      asking.ask()->answer();
      CHECK_THAT(asking.provider.requests().at(0).head,
                 StartsWith("POST " + path + "/v1/messages HTTP/1.1\r\n"));
    }
}

TEST_CASE("no piece of a text ends inside a character") {
  anthropic_world world{{[](provider_peer& peer) {
    peer.send(stream_head);
    for (const auto* piece : {R"(rocket \ud83d)", R"(\ude80 \ud83d)", " end"})
      peer.send(chunk(*piece == 'r'
                        ? message_start()
                            + block_start(0, R"({"type":"text","text":""})")
                            + text_delta(0, piece)
                        : text_delta(0, piece)));
    peer.send(chunk(block_stop(0) + message_delta("end_turn") + message_stop())
              + std::string{last_chunk});
  }}};
  auto heard = world.ask();
  CHECK(heard->answer().text == "rocket 🚀 \ufffd end");
  CHECK(heard->text() == heard->answer().text);
}

TEST_CASE("thought comes first and is no part of the answer") {
  anthropic_world world{{streams(
    message_start() + block_start(0, R"({"type":"thinking","thinking":""})")
    + delta(0, R"({"type":"thinking_delta","thinking":"hm"})")
    + delta(0, R"({"type":"signature_delta","signature":"c2ln"})")
    + block_stop(0) + block_start(1, R"({"type":"text","text":""})")
    + text_delta(1, "Yes.") + block_stop(1) + message_delta("end_turn")
    + message_stop())}};
  auto heard = world.ask();
  CHECK(heard->answer().text == "Yes.");
  CHECK(heard->text() == "Yes.");
}

TEST_CASE("an answer without a length ends with its connection") {
  anthropic_world world{{[](provider_peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
              + whole_message("x"));
    peer.close();
  }}};
  CHECK(world.ask()->answer().text == "x");
}

TEST_CASE("an interim answer is passed over") {
  anthropic_world world{{[](provider_peer& peer) {
    peer.send("HTTP/1.1 103 Early Hints\r\n\r\n");
    streams(whole_message("x"))(peer);
  }}};
  CHECK(world.ask()->answer().text == "x");
}

// -- refusals -----------------------------------------------------------------

TEST_CASE("each refusal has its class") {
  struct example {
    const char* status;
    const char* body;
    error_class error;
  };
  auto refused = GENERATE(
    example{"400 Bad Request",
            R"({"type":"error","error":{"type":"invalid_request_error",)"
            R"("message":"prompt is too long: 210000 tokens > 200000"}})",
            error_class::truncated},
    example{"401 Unauthorized", "{}", error_class::auth},
    example{"404 Not Found", "{}", error_class::not_found},
    example{"500 Internal Server Error", "{}", error_class::transient},
    example{"502 Bad Gateway", "<html><body>Bad Gateway</body></html>",
            error_class::transient},
    example{"529 Overloaded",
            R"({"type":"error","error":{"type":"overloaded_error",)"
            R"("message":"Overloaded","details":null}})",
            error_class::throttled});
  anthropic_world world{{replies(refused.status, "", refused.body)}};
  auto failure = world.failure();
  CHECK(failure.error == refused.error);
  CHECK_THAT(failure.message,
             Contains("(HTTP " + std::string{refused.status}.substr(0, 3)));
  CHECK_THAT(failure.message, !Contains("<"));
  CHECK(failure.model == "claude-test-1");
}

TEST_CASE("a provider that is busy says when to come back") {
  anthropic_world world{
    {replies("429 Too Many Requests", "retry-after: 2\r\nrequest-id: req_7\r\n",
             R"({"type":"error","error":{"type":"rate_limit_error",)"
             R"("message":"slow down"}})")}};
  auto failure = world.failure();
  CHECK(failure.error == error_class::throttled);
  CHECK(failure.retry_after == milliseconds{2000});
  CHECK(failure.message
        == "The provider's rate limit is reached (HTTP 429: slow down; "
           "request req_7).");
}

TEST_CASE("a refusal counts even if its explanation is lost or endless") {
  anthropic_world world{{[](provider_peer& peer) {
                           peer.send("HTTP/1.1 529 Overloaded\r\n"
                                     "Content-Length: 100\r\n\r\n{");
                           peer.close();
                         },
                         [](provider_peer& peer) {
                           peer.send("HTTP/1.1 529 Overloaded\r\n\r\n");
                           while (peer.send(std::string(65536, 'x')))
                             ;
                         }}};
  CHECK(world.failure().error == error_class::throttled);
  CHECK(world.failure().error == error_class::throttled);
}

TEST_CASE("an error inside a stream has the class of its type") {
  anthropic_world world{{after_half([](provider_peer& peer) {
    peer.send(
      chunk(event_text("error", R"(,"error":{"type":"overloaded_error",)"
                                R"("message":"Overloaded"})")));
    peer.await_end();
  })}};
  auto failure = world.failure();
  CHECK(failure.error == error_class::throttled);
  CHECK(failure.message == "The provider is overloaded (Overloaded).");
}

TEST_CASE("a request that cannot be answered is not sent") {
  anthropic_world world{{}};
  auto heard = std::make_shared<heard_call>();
  auto request = test_request();
  request.messages.push_back({io::llm::speaker::assistant, "{"});
  world.client().start(request, heard)->cancel();
  CHECK(heard->failure().error == error_class::invalid_request);
  CHECK(world.provider.requests().empty());
}

// -- the key ------------------------------------------------------------------

TEST_CASE("a key that the provider repeats is not passed on") {
  anthropic_world world{
    {replies("401 Unauthorized", "request-id: " + test_key + "\r\n",
             R"({"error":{"type":"authentication_error","message":"bad )"
               + test_key + R"( given"}})"),
     streams(message_start() + block_start(0, R"({"type":"text","text":""})")
             + message_delta("max_tokens " + test_key) + message_stop()),
     streams(
       event_text("error", R"(,"error":{"message":")" + test_key + "\"}"))}};
  auto refused = world.failure();
  CHECK(refused.message
        == "The provider does not accept the API key (HTTP 401: bad *** given; "
           "request ***).");
  auto stopped = world.failure();
  CHECK_THAT(stopped.stop_reason, !Contains(test_key));
  CHECK_THAT(stopped.message, Contains("max_tokens ***"));
  CHECK_THAT(world.failure().message, !Contains(test_key));
}

TEST_CASE("no log holds the key, however much is logged") {
  std::ostringstream logged;
  auto before = spdlog::default_logger();
  auto log = std::make_shared<spdlog::logger>(
    "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(logged));
  log->set_level(spdlog::level::trace);
  spdlog::set_default_logger(log);
  {
    anthropic_world world{
      {streams(whole_message("x")),
       replies("401 Unauthorized", "request-id: " + test_key + "\r\n", "{}"),
       [](provider_peer& peer) { peer.reset(); }}};
    world.ask()->answer();
    world.failure();
    world.failure();
  }
  spdlog::set_default_logger(before);
  CHECK_THAT(logged.str(), Contains("status=200 request=req_test_1"));
  CHECK_THAT(logged.str(), !Contains(test_key));
}
