/// Streams that end with an error, told in whatever form, or in the middle of
/// something else.

#include "tests/io/llm/anthropic/field_case.hpp"

using namespace dossier;
using namespace dossier::test;

using Catch::Contains;

namespace {

const std::string expired
  = R"({"type":"error","error":{"type":"authentication_error",)"
    R"("message":"tenant expired"}})";

const std::string half_a_text = message_start()
                                + block_start(0, R"({"type":"text","text":""})")
                                + text_delta(0, "Half");

/// What half a text has cost: its provider counted the first token alone.
const token_counts half_used{25, 1, 0, 1200};

} // namespace

TEST_CASE("an error counts though its event lacks its end") {
  for (const auto* type :
       {"text/event-stream", "application/json", "application/octet-stream"})
    for (const std::string end : {"", "\n", "\r\n", "\n\n"})
      for (const std::string start : {"event: error\ndata: ", "data: "}) {
        const auto field = "content-type: " + std::string{type} + "\r\n";
        check_all(
          {{type + end, stream(field, start + expired + end), error_class::auth,
            "tenant expired"},
           {type + end, stream(field, half_a_text + start + expired + end),
            error_class::auth, "tenant expired", half_used}});
      }
}

TEST_CASE("an error counts though it is no event at all") {
  const std::string pretty
    = "{\n  \"type\": \"error\",\n  \"error\": {\n    \"type\": "
      "\"authentication_error\",\n    \"message\": \"tenant expired\"\n  }\n}";
  for (const std::string end : {"", "\n", "\n\n", "\n\ndata: [DONE]\n\n"})
    check_all({
      {"a line of JSON", stream(stream_type, half_a_text + expired + end),
       error_class::auth, "tenant expired", half_used},
      {"lines of JSON", stream(stream_type, half_a_text + pretty + end),
       error_class::auth, "tenant expired", half_used},
      {"a field of llama.cpp",
       stream(stream_type, half_a_text
                             + R"(error: {"code":500,"message":"slot broke",)"
                               R"("type":"server_error"})"
                             + end),
       error_class::transient, "slot broke", half_used},
    });
}

TEST_CASE("an error counts though the connection is lost behind it") {
  anthropic_world world{
    {plays("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n" + stream_type + "\r\n"
           + half_a_text + "event: error\ndata: " + expired)}};
  auto heard = world.ask();
  CHECK(heard->failure().error == error_class::auth);
  CHECK_THAT(heard->failure().message, Contains("tenant expired"));
  CHECK(heard->ends() == 1);
}

TEST_CASE("half an error is reported as far as it came") {
  check({"",
         stream(stream_type,
                half_a_text + "event: error\ndata: " + expired.substr(0, 40)),
         error_class::transient, R"({"type":"error","error":{"type":"authen)",
         half_used});
}

TEST_CASE("nothing but an error is read out of what lacks its end") {
  auto without_end = [](std::string events) {
    events.pop_back();
    return events;
  };
  for (const auto& last : {text_delta(0, " more"), message_delta("end_turn")}) {
    anthropic_world world{
      {plays(stream(stream_type, half_a_text + without_end(last)))}};
    auto heard = world.ask();
    auto failure = heard->failure();
    CHECK(failure.message == "The answer ended before it was complete.");
    CHECK(failure.error == error_class::transient);
    CHECK(failure.stop_reason.empty());
    CHECK(heard->text() == "Half");
  }
  check({"the last of all",
         stream(stream_type, without_end(whole_message("x"))),
         error_class::transient, "ended before it was complete",
         token_counts{25, 42, 0, 1200}});
}

TEST_CASE("JSON between the events that is no error is passed over") {
  const std::string stray = R"({"type":"message_stop","index":0})";
  check({"",
         stream(stream_type, half_a_text + stray + "\n\n" + block_stop(0)
                               + message_delta("end_turn") + message_stop()),
         {},
         "Half",
         token_counts{25, 42, 0, 1200}});
}

TEST_CASE("answers of another protocol are reported as what they are") {
  const std::string chunk_of_chat
    = R"({"id":"c","object":"chat.completion.chunk","choices":[{"index":0,)"
      R"("delta":{"content":"{}"},"finish_reason":null}]})";
  const std::string completion
    = R"({"object":"chat.completion","choices":[{"message":{"content":"x"}}]})";
  check_all({
    {"chunks",
     stream(stream_type, "data: " + chunk_of_chat + "\n\ndata: [DONE]\n\n"),
     error_class::invalid_request,
     "The provider answers in OpenAI's protocol instead of the Messages API: "
     "correct provider.base_url (chat.completion.chunk)."},
    {"a whole one", reply("200 OK", json_type, completion),
     error_class::invalid_request,
     "OpenAI's protocol instead of the Messages API: correct provider.base_url "
     "(HTTP 200, application/json: chat.completion)."},
    {"events of the Responses API",
     stream(stream_type, "event: response.created\ndata: {\"type\":"
                         "\"response.created\",\"response\":{}}\n\n"),
     error_class::invalid_request, "OpenAI's protocol"},
    {"an error in it",
     stream(stream_type, "data: {\"error\":{\"code\":429,\"message\":"
                         "\"busy\"}}\n\ndata: [DONE]\n\n"),
     error_class::throttled, "busy"},
  });
}

TEST_CASE("the head of a stream speaks for an error in it") {
  auto failure = [](const std::string& fields, const std::string& type) {
    const auto error = event_text("error", R"(,"error":{"type":")" + type
                                             + R"(","message":"m"})");
    anthropic_world world{
      {plays(stream(stream_type + fields, half_a_text + error))}};
    return world.failure();
  };
  auto found = failure("x-should-retry: false\r\n", "api_error");
  CHECK(found.error == error_class::transient);
  CHECK(found.is_final);
  CHECK_THAT(found.message, Contains("It asks not to be tried again."));
  CHECK(failure("X-Should-Retry: False\r\n", "overloaded_error").is_final);
  CHECK_FALSE(failure("", "api_error").is_final);
  for (const auto* type : {"overloaded_error", "rate_limit_error"}) {
    CHECK(failure("retry-after: 7\r\n", type).error == error_class::throttled);
    CHECK(failure("retry-after: 7\r\n", type).retry_after
          == milliseconds{7000});
  }
  CHECK_FALSE(failure("", "overloaded_error").retry_after);
}

TEST_CASE("the head of a stream does not speak for one that breaks off") {
  anthropic_world world{
    {plays(stream(stream_type + "x-should-retry: false\r\n", half_a_text))}};
  CHECK_FALSE(world.failure().is_final);
}
