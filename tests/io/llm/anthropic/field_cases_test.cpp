/// Whole answers as servers in the field gave them, byte for byte, played from
/// a socket to the client.

#include "tests/io/llm/anthropic/field_case.hpp"
#include "tests/support/places.hpp"

#include <fstream>
#include <sstream>

using namespace dossier;
using namespace dossier::test;

using Catch::Contains;

namespace {

std::string file_of(const std::string& name) {
  std::ifstream file{source_dir() + "/tests/field_cases/answers/" + name
                       + ".http",
                     std::ios::binary};
  std::stringstream bytes;
  bytes << file.rdbuf();
  if (bytes.str().empty())
    throw std::runtime_error("no answer " + name);
  return bytes.str();
}

} // namespace

TEST_CASE("answers from the field come to what they say") {
  auto played = [](const char* name, std::optional<error_class> error,
                   const char* words, token_counts tokens = {}) {
    return field_case{name, file_of(name), error, words, tokens};
  };
  check_all({
    played("answer_of_blanks", {}, "\n\n  \n", {5, 9, 0, 0}),
    played("emoji_in_halves", {}, R"({"note":"rocket 🚀 end"})", {5, 9, 0, 0}),
    played("media_type_in_capitals", {}, "{}", {5, 9, 0, 0}),
    played("message_in_a_200", {}, "{}", {1234, 567, 0, 0}),
    played("error_in_a_200", error_class::auth,
           "does not accept the API key (HTTP 200, application/json: tenant "
           "key expired, renew at the portal)."),
    played("html_in_a_200", error_class::transient,
           "did not answer with a stream of events (HTTP 200, text/html: Sign "
           "in to the company proxy)."),
    played("error_in_detail", error_class::invalid_request,
           "(HTTP 400, application/json: thinking is not supported by this "
           "backend)."),
    played("error_in_latin_1", error_class::invalid_request,
           "(HTTP 400, application/json: café)."),
    played("error_in_plain_text", error_class::invalid_request,
           "(HTTP 400, text/plain: upstream: model not loaded, run 'pull' "
           "first)."),
    played("error_is_text", error_class::invalid_request,
           "(HTTP 400, application/json: unknown field: thinking)."),
    played("html_403", error_class::auth,
           "(HTTP 403, text/html: Blocked by web filter: category AI)."),
    played("html_404", error_class::not_found,
           "(HTTP 404, text/html: 404 Not Found)."),
    played("long_chinese_error", error_class::invalid_request,
           "(HTTP 400, application/json: 请求的模型当前负载过高，请稍后再试；"),
    played("pause_turn", error_class::invalid_request, ": pause_turn.",
           {5, 9, 0, 0}),
    played("no_message_stop", error_class::transient,
           "ended before it was complete", {5, 9, 0, 0}),
    played("retry_after_asctime", error_class::transient, "maintenance"),
    played("retry_after_rfc_850", error_class::transient, "maintenance"),
  });
}

TEST_CASE("a long quotation in any script ends between characters") {
  anthropic_world world{{plays(file_of("long_chinese_error"))}};
  auto message = world.failure().message;
  auto end = message.find("…)");
  REQUIRE(end != std::string::npos);
  auto start = message.find("请");
  CHECK((end - start) % std::string_view{"请"}.size() == 0);
}

TEST_CASE("a proxy's page does not blame the key or the model") {
  for (const auto* name : {"html_403", "html_404"}) {
    anthropic_world world{{plays(file_of(name))}};
    CHECK_THAT(
      world.failure().message,
      Contains("http://127.0.0.1:" + world.provider.port() + "/v1/messages")
        && Contains("provider.base_url"));
  }
}

TEST_CASE("a stream is known by its type in every spelling") {
  auto events = whole_message("x");
  for (const auto* type :
       {"content-type: text/event-stream",
        "Content-Type: Text/Event-Stream;charset=UTF-8",
        "CONTENT-TYPE:TEXT/EVENT-STREAM ; charset=\"utf-8\"; a=b",
        "content-type: text/event-stream\r\nContent-Encoding: Identity",
        "content-type: text/event-stream\r\ncontent-encoding: identity, "
        "identity\r\ncontent-encoding: identity",
        // whatever it is called
        "content-type: text/plain; charset=utf-8",
        "content-type: application/octet-stream", "x-no-type: 1"})
    check({type,
           stream(std::string{type} + "\r\n", events),
           {},
           "x",
           {25, 42, 0, 1200}});
  check({"another success",
         "HTTP/1.1 203 OK\r\ncontent-type: "
         "text/event-stream\r\n\r\n"
           + events,
         {},
         "x",
         {25, 42, 0, 1200}});
}

TEST_CASE("a message in one piece is an answer, or what it says it is") {
  auto message = [](const std::string& content, const std::string& rest) {
    return R"({"id":"m","type":"message","role":"assistant","model":"m",)"
           R"("content":[)"
           + content + R"(],"usage":{"input_tokens":12,"output_tokens":5})"
           + rest + "}";
  };
  const token_counts used{12, 5, 0, 0};
  const std::string text = R"({"type":"text","text":"caf\u00e9 \ud83d"})";
  const std::string end = R"(,"stop_reason":"end_turn")";
  check_all({
    {"",
     reply("200 OK", json_type, message(text, end)),
     {},
     "café \ufffd",
     used},
    {"no type",
     reply("200 OK", "", message(text, end)),
     {},
     "café \ufffd",
     used},
    {"called a stream",
     reply("200 OK", "content-type: text/event-stream\r\n", message(text, end)),
     {},
     "café \ufffd",
     used},
    {"thought first",
     reply(
       "200 OK", json_type,
       message(R"({"type":"thinking","thinking":"hm"},)" + text + "," + text,
               end)),
     {},
     "café \ufffdcafé \ufffd",
     used},
    {"cut off",
     reply("200 OK", json_type,
           message(text, R"(,"stop_reason":"max_tokens")")),
     error_class::truncated, "cut off", used},
    {"refused",
     reply("200 OK", json_type,
           message("", R"(,"stop_reason":"refusal","stop_details":)"
                       R"({"category":"bio"})")),
     error_class::refusal, "bio", used},
    {"of the future",
     reply("200 OK", json_type, message(text, R"(,"stop_reason":"tool_use")")),
     error_class::invalid_request, ": tool_use.", used},
    {"without a reason", reply("200 OK", json_type, message(text, "")),
     error_class::transient, "without a reason", used},
    {"lost in the middle",
     "HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"type\":\"message\",",
     error_class::transient, "HTTP 200: {\"type\":\"message\","},
  });
}

TEST_CASE("an error in a 200 has the class of its type") {
  auto error = [](const char* type) {
    return R"({"type":"error","error":{"type":")" + std::string{type}
           + R"(","message":"so it is"}})";
  };
  for (const auto& [type, expected] :
       std::vector<std::pair<const char*, error_class>>{
         {"authentication_error", error_class::auth},
         {"permission_error", error_class::auth},
         {"billing_error", error_class::billing},
         {"not_found_error", error_class::not_found},
         {"invalid_request_error", error_class::invalid_request},
         {"overloaded_error", error_class::throttled},
         {"api_error", error_class::transient}})
    check_all({
      {type, reply("200 OK", json_type, error(type)), expected, "so it is"},
      {"called a stream",
       reply("200 OK", "content-type: text/event-stream\r\n", error(type)),
       expected, "so it is"},
      {"in an event",
       stream("content-type: text/event-stream\r\n",
              "data: " + error(type) + "\n\n"),
       expected, "so it is"},
    });
}

TEST_CASE("an error in a stream is heard, however it is reported") {
  const std::string type = "content-type: text/event-stream\r\n";
  check_all({
    {"without a type",
     stream(type,
            message_start() + "data: {\"error\":{\"message\":\"oh\"}}\n\n"),
     error_class::transient,
     "oh",
     {25, 1, 0, 1200}},
    {"as text", stream(type, "event: error\ndata: upstream went away\n\n"),
     error_class::transient, "upstream went away"},
    {"by its name alone",
     stream(type, "event: error\ndata: {\"type\":\"overloaded_error\","
                  "\"message\":\"busy\"}\n\n"),
     error_class::throttled, "busy"},
    {"with a status as its code",
     stream(type, "data: {\"error\":{\"code\":402,\"message\":\"pay\"}}\n\n"),
     error_class::billing, "pay"},
    {"from the filter",
     stream(type, message_start()
                    + event_text("error",
                                 R"(,"error":{"type":"invalid_request_error",)"
                                 R"("message":"Output blocked by content )"
                                 R"(filtering policy"})")),
     error_class::refusal,
     "content filter",
     {25, 1, 0, 1200}},
    {"after an end mark of other protocols",
     stream(type, "data: [DONE]\n\n" + whole_message("x")),
     {},
     "x",
     {25, 42, 0, 1200}},
    {"instead of an end",
     stream(type, message_start() + "data: [DONE]\n\n"),
     error_class::transient,
     "ended before it was complete",
     {25, 1, 0, 1200}},
  });
}

TEST_CASE("what begins as if compressed and is not is reported as such") {
  const std::string body = "\x1f\x8b\x08\x01\x02";
  for (const auto* coding :
       {"content-encoding: gzip", "Content-Encoding: GZip",
        "content-encoding: identity\r\ncontent-encoding: gzip",
        "content-encoding: identity, X-GZIP"})
    check({coding,
           reply("200 OK",
                 "content-type: text/event-stream\r\n" + std::string{coding}
                   + "\r\n",
                 body),
           error_class::invalid_request, "gzip"});
  check_all({
    {"by its bytes", reply("200 OK", json_type, body),
     error_class::invalid_request, "gzip"},
    {"in chunks",
     "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n"
     "transfer-encoding: chunked\r\n\r\n5\r\n"
       + body + "\r\n0\r\n\r\n",
     error_class::invalid_request, "gzip"},
  });
}

TEST_CASE("refusals of any shape give status, type and words") {
  check_all({
    {"", reply("400 X", json_type, R"({"errors":[{"message":"a"},"b"]})"),
     error_class::invalid_request, "(HTTP 400, application/json: a; b)."},
    {"", reply("401 X", json_type, R"({"message":"Unauthorized"})"),
     error_class::auth, "(HTTP 401, application/json: Unauthorized)."},
    {"",
     reply("500 X", "content-type: Application/Problem+JSON; charset=x\r\n",
           R"({"title":"Down","detail":"disk full"})"),
     error_class::transient,
     "(HTTP 500, application/problem+json: Down: disk full)."},
    {"",
     reply("502 X", "content-type: text/plain; charset=iso-8859-1\r\n",
           "passerelle indisponible, r\xe9"
           "essayez"),
     error_class::transient,
     "(HTTP 502, text/plain: passerelle indisponible, réessayez)."},
    {"",
     reply("503 X", html_type,
           "<html><head><title>503</title></head><body><h1>Wartung"
           "</h1>bis 12&nbsp;Uhr</body></html>"),
     error_class::transient, "(HTTP 503, text/html: 503: Wartung bis 12 Uhr)."},
    {"", reply("429 X", plain_type, "slow down\r\nplease"),
     error_class::throttled, "(HTTP 429, text/plain: slow down please)."},
    {"", reply("404 X", json_type, R"({"detail":"Not Found"})"),
     error_class::not_found, "/v1/messages"},
    {"",
     reply("400 X", json_type,
           R"({"error":{"type":"invalid_request_error","message":)"
           R"("workspace: You have reached your specified workspace API )"
           R"(usage limits."}})"),
     error_class::billing, "spending limit"},
    {"",
     reply("400 X", json_type,
           R"({"error":{"type":"invalid_request_error","message":"Output )"
           R"(blocked by content filtering policy"}})"),
     error_class::refusal, "content filter"},
    {"", reply("500 X", json_type, R"({"error":"half \ud83d"})"),
     error_class::transient, "half \ufffd"},
  });
}

TEST_CASE("a word not to try again keeps the class") {
  for (const auto* should_retry : {"false", "False"}) {
    const auto field = "x-should-retry: " + std::string{should_retry} + "\r\n";
    anthropic_world world{
      {plays(reply("529 X", field, "")), plays(reply("500 X", field, ""))}};
    auto busy = world.failure();
    CHECK(busy.error == error_class::throttled);
    CHECK(busy.is_final);
    auto broken = world.failure();
    CHECK(broken.error == error_class::transient);
    CHECK(broken.is_final);
  }
  anthropic_world world{{plays(reply("529 X", "", ""))}};
  CHECK_FALSE(world.failure().is_final);
}
