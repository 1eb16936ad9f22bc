#include "io/llm/anthropic/evidence.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io::llm;
using namespace dossier::io::llm::anthropic;

namespace {

wire::plain_answer some_answer(int status, const std::string& media,
                               const std::string& body) {
  wire::plain_answer result;
  result.head.status = status;
  result.head.fields = {{"content-type", media}};
  result.body = body;
  return result;
}

wire::plain_answer page_of(int status, const std::string& words) {
  return some_answer(status, "text/html",
                     "<html><title>" + words + "</title></html>");
}

wire::plain_answer refusal_with(int status, const std::string& type,
                                const std::string& message,
                                const std::string& more = {}) {
  return some_answer(status, "application/json",
                     R"({"type":"error","error":{"type":")" + type
                       + R"(","message":")" + message + '"' + more + "}}");
}

wire::plain_answer json_of(int status, const std::string& body) {
  return some_answer(status, "application/json", body);
}

wire::plain_answer stream_of(const std::string& events) {
  return some_answer(200, "text/event-stream", events);
}

std::string began() {
  return "event: message_start\ndata: "
         R"({"type":"message_start","message":{"id":"m","content":[]}})"
         "\n\n";
}

std::string ended_by(const std::string& type) {
  return "event: error\ndata: "
         R"({"type":"error","error":{"type":")"
         + type + R"(","message":"x"}})" + "\n\n";
}

std::string word_of(conclusion end) {
  return end == conclusion::good  ? "good"
         : end == conclusion::bad ? "bad"
                                  : "open";
}

/// Address, key, model.
std::string shown(const evidence& of) {
  return word_of(of.address) + ' ' + word_of(of.key) + ' ' + word_of(of.model);
}

} // namespace

TEST_CASE("what a call is answered tells of address, key and model") {
  struct example {
    wire::plain_answer answer;
    const char* told;
  };
  const auto table = std::vector<example>{
    {page_of(200, "Sign in"), "bad open open"},
    {page_of(401, "Corp login"), "open open open"},
    {page_of(403, "Blocked by web filter"), "open open open"},
    {page_of(404, "404 Not Found"), "bad open open"},
    {page_of(500, "Oops"), "open open open"},
    {page_of(302, "Moved"), "bad open open"},
    {some_answer(200, "", ""), "open open open"},
    {some_answer(404, "", ""), "bad open open"},
    {some_answer(401, "text/plain", "invalid api key"), "open open open"},
    {json_of(200, R"({"object":"chat.completion","choices":[1]})"),
     "bad open open"},
    {json_of(401, R"({"error":"GET not allowed"})"), "open open open"},
    {json_of(401, R"({"error":"invalid api key"})"), "good bad open"},
    {json_of(403, R"({"message":"Forbidden"})"), "open open open"},
    {json_of(404, R"({"detail":"Not Found"})"), "open open open"},
    {json_of(400, R"({"error":{"code":400,"message":"no"}})"),
     "open open open"},
    {refusal_with(401, "authentication_error", "invalid x-api-key"),
     "good bad open"},
    {refusal_with(403, "permission_error", "no access"), "good good open"},
    {refusal_with(404, "not_found_error", "Not Found"), "open open open"},
    {refusal_with(404, "not_found_error", "model: m"), "good good bad"},
    {refusal_with(400, "invalid_request_error", "effort: no"),
     "good good open"},
    {refusal_with(400, "invalid_request_error", "m",
                  R"(,"details":{"error_code":"organization_on_hold"})"),
     "good good open"},
    {refusal_with(400, "invalid_request_error",
                  "Your credit balance is too low"),
     "good good open"},
    {refusal_with(429, "rate_limit_error", "slow"), "good good open"},
    {refusal_with(529, "overloaded_error", "Overloaded"), "good open open"},
    {refusal_with(500, "api_error", "broken"), "good open open"},
    {refusal_with(200, "authentication_error", "no"), "good bad open"},
    {stream_of(ended_by("overloaded_error")), "good open open"},
    {stream_of(ended_by("authentication_error")), "good bad open"},
    {stream_of(": keep-alive\n\n"), "open open open"},
    {wire::plain_answer{}, "open open open"},
  };
  for (const auto& [answer, told] : table) {
    CAPTURE(answer.head.status, answer.body);
    CHECK(shown(evidence_of_call(answer, "m", false)) == told);
  }
}

TEST_CASE("a message that has begun speaks for all, but for what it ends in") {
  CHECK(shown(evidence_of_call(stream_of(began()), "m", true))
        == "good good good");
  CHECK(shown(evidence_of_call(
          stream_of(began() + ended_by("overloaded_error")), "m", true))
        == "good good good");
  const auto revoked = evidence_of_call(
    stream_of(began() + ended_by("authentication_error")), "m", true);
  CHECK(shown(revoked) == "good bad good");
  CHECK(revoked.refused == error_kind::key);
}

TEST_CASE("what a listing is answered tells of what it names alone") {
  const auto told = [](const wire::plain_answer& answer) {
    return shown(evidence_of_listing(answer, "claude-x"));
  };
  CHECK(told(json_of(200, R"({"type":"model","id":"claude-x"})"))
        == "good good good");
  CHECK(told(refusal_with(404, "not_found_error", "model: claude-x"))
        == "good good bad");
  CHECK(told(refusal_with(401, "authentication_error", "invalid x-api-key"))
        == "good bad open");
  for (const auto& answer :
       {page_of(200, "Sign in"), page_of(404, "404"),
        page_of(401, "Corp login"),
        json_of(401, R"({"error":"GET not allowed"})"),
        json_of(404, R"({"detail":"no model of this name"})"),
        refusal_with(404, "not_found_error", "no route /v1/models/claude-x"),
        some_answer(405, "", ""), wire::plain_answer{}}) {
    CAPTURE(answer.head.status, answer.body);
    CHECK(told(answer) == "open open open");
  }
}

TEST_CASE("who speaks with more weight is believed where he speaks") {
  using enum conclusion;
  const evidence first{good, bad, open, error_kind::key};
  const evidence second{open, good, bad, {}};
  const auto both = outweighed(first, second);
  CHECK(shown(both) == "good good bad");
  CHECK(both.refused == error_kind::key);
}

TEST_CASE("what a stranger says of models is quoted with its status") {
  CHECK(words_of(page_of(403, "Blocked by web filter"))
        == "HTTP 403: Blocked by web filter");
  CHECK(words_of(some_answer(404, "", "")) == "HTTP 404");
}
