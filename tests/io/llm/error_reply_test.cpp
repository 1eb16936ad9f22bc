#include "io/llm/anthropic/error_reply.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::llm;
using namespace dossier::io::llm::anthropic;

using Catch::Contains;

namespace {

const timestamp today = *parse_timestamp("2026-12-01T00:00:00Z");

using fields = std::vector<std::pair<std::string, std::string>>;

model_facts model() {
  model_facts result;
  result.id = "claude-test-1";
  return result;
}

call_fault fault(int status, const std::string& body = "", fields with = {},
                 const model_facts& of = model()) {
  return fault_of_reply({status, std::move(with)}, body, of, today);
}

std::string error_body(const std::string& type, const std::string& message,
                       const std::string& rest = "") {
  return R"({"type":"error","error":{"type":")" + type + R"(","message":")"
         + message + "\"" + rest + "}}";
}

} // namespace

TEST_CASE("each status has its class") {
  struct example {
    int status;
    error_class error;
    const char* words;
  };
  for (const auto& [status, error, words] : std::vector<example>{
         {301, error_class::invalid_request,
          "The provider's address leads elsewhere: correct provider.base_url "
          "(HTTP 301)."},
         {400, error_class::invalid_request,
          "The provider does not accept the request (HTTP 400)."},
         {401, error_class::auth,
          "The provider does not accept the API key (HTTP 401)."},
         {402, error_class::billing,
          "The account's credit or spending limit is used up (HTTP 402)."},
         {403, error_class::auth,
          "The API key does not give this right (HTTP 403)."},
         {404, error_class::not_found,
          "The provider has no model claude-test-1 for this key (HTTP 404)."},
         {405, error_class::invalid_request,
          "The provider does not accept the request (HTTP 405)."},
         {408, error_class::transient,
          "The provider ran out of time (HTTP 408)."},
         {409, error_class::transient,
          "The provider met a conflict (HTTP 409)."},
         {413, error_class::invalid_request,
          "The request is too large for the provider (HTTP 413)."},
         {418, error_class::invalid_request,
          "The provider does not accept the request (HTTP 418)."},
         {422, error_class::invalid_request,
          "The provider does not accept the request (HTTP 422)."},
         {429, error_class::throttled,
          "The provider's rate limit is reached (HTTP 429)."},
         {500, error_class::transient,
          "The provider has a fault of its own (HTTP 500)."},
         {502, error_class::transient,
          "The provider has a fault of its own (HTTP 502)."},
         {503, error_class::transient,
          "The provider has a fault of its own (HTTP 503)."},
         {504, error_class::transient,
          "The provider ran out of time (HTTP 504)."},
         {520, error_class::transient,
          "The provider has a fault of its own (HTTP 520)."},
         {529, error_class::throttled,
          "The provider is overloaded (HTTP 529)."}}) {
    CAPTURE(status);
    auto found = fault(status);
    CHECK(found.error == error);
    CHECK(found.message == words);
    CHECK_FALSE(found.retry_after);
  }
}

TEST_CASE("a body of any shape is survived, and quoted only if it speaks") {
  for (const auto* body :
       {"", "<html><h1>502 Bad Gateway</h1></html>", "{", "[]", "null", "3",
        "{}", R"({"error":null})", R"({"error":"x"})", R"({"error":[]})",
        R"({"error":{"type":3,"message":null,"details":null}})",
        R"({"error":{"details":[]}})", "\xff\xfe"}) {
    CAPTURE(body);
    CHECK(fault(500, body).message
          == "The provider has a fault of its own (HTTP 500).");
  }
  CHECK(fault(500, error_body("api_error", "Oh.", R"(,"details":null)")).message
        == "The provider has a fault of its own (HTTP 500: Oh.).");
  CHECK(fault(500, std::string(2'000'000, '[')).error
        == error_class::transient);
  CHECK(fault(500, error_body("x", std::string(100'000, 'y'))).message.size()
        < 400);
}

TEST_CASE("the request is named, by the field first") {
  auto body = R"({"error":{"message":"m"},"request_id":"req_body"})";
  CHECK_THAT(fault(500, body).message, Contains("m; request req_body)"));
  CHECK_THAT(fault(500, body, {{"request-id", "req_field"}}).message,
             Contains("m; request req_field)"));
}

TEST_CASE("spending limits are no rate limits, whatever their status") {
  auto coded = [](int status, const char* code) {
    return fault(status, error_body("rate_limit_error", "m",
                                    R"(,"details":{"error_code":")"
                                      + std::string{code} + "\"}"));
  };
  CHECK(coded(429, "enforced_spend_limit_reached").error
        == error_class::billing);
  CHECK(coded(429, "contract_spend_limit_reached").error
        == error_class::billing);
  CHECK(coded(429, "ramp_limit_exceeded").error == error_class::throttled);
  CHECK(fault(403, error_body("billing_error", "m")).error
        == error_class::billing);
  CHECK(fault(400, error_body("invalid_request_error",
                              "Your credit balance is too low to access"))
          .error
        == error_class::billing);
  CHECK(fault(400, error_body("invalid_request_error",
                              "You have reached your specified API usage "
                              "limits."))
          .error
        == error_class::billing);
}

TEST_CASE("a prompt that is too long is told as such") {
  auto found
    = fault(400, error_body("invalid_request_error",
                            "prompt is too long: 210000 tokens > 200000"));
  CHECK(found.error == error_class::truncated);
  CHECK_THAT(found.message,
             Contains("The prompt is too long for claude-test-1 (HTTP 400: "));
  CHECK(fault(400, error_body("invalid_request_error",
                              "input length and `max_tokens` exceed context "
                              "limit: 1 + 2 > 2"))
          .error
        == error_class::truncated);
}

TEST_CASE("a provider behind a proxy is overloaded all the same") {
  CHECK(fault(503, error_body("overloaded_error", "m")).error
        == error_class::throttled);
}

TEST_CASE("a retired model is named with the one to take instead") {
  auto facts = model();
  facts.replacement = "claude-test-2";
  auto body = error_body("not_found_error", "model: claude-test-1");
  CHECK(fault(404, body, {}, facts).message
        == "The provider has no model claude-test-1 for this key; "
           "claude-test-2 takes its place (HTTP 404: model: claude-test-1).");
  facts.retires = std::chrono::floor<std::chrono::days>(today);
  CHECK(fault(404, body, {}, facts).message
        == "The model claude-test-1 was retired on 2026-12-01; set "
           "provider.model = \"claude-test-2\" (HTTP 404: model: "
           "claude-test-1).");
}

TEST_CASE("what the provider says of trying again outweighs the status") {
  auto wished = [](int status, const char* wish) {
    return fault(status, "", {{"x-should-retry", wish}}).error;
  };
  CHECK(wished(400, "true") == error_class::transient);
  CHECK(wished(404, "true") == error_class::transient);
  CHECK(wished(429, "true") == error_class::throttled);
  CHECK(wished(402, "true") == error_class::billing);
  CHECK(wished(500, "false") == error_class::invalid_request);
  CHECK(wished(529, "false") == error_class::invalid_request);
  CHECK(wished(401, "false") == error_class::auth);
  CHECK(wished(500, "maybe") == error_class::transient);
  CHECK_THAT(fault(529, "", {{"x-should-retry", "false"}}).message,
             Contains("It asks not to be tried again."));
}

TEST_CASE("the wait that is asked for comes along") {
  CHECK(fault(429, "", {{"retry-after", "2"}}).retry_after
        == milliseconds{2000});
  CHECK(fault(400, "", {{"x-should-retry", "true"}, {"retry-after-ms", "120"}})
          .retry_after
        == milliseconds{120});
}
