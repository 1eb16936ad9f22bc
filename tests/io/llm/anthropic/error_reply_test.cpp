/// Which class a reply has, and whom it blames.

#include "tests/support/error_replies.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using namespace dossier::io::llm;

using Catch::Contains;

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
          "https://gw.example/v1/messages does not let us in: check the API "
          "key, and that provider.base_url is the provider's address (HTTP "
          "401)."},
         {402, error_class::billing,
          "The account's credit or spending limit is used up (HTTP 402)."},
         {403, error_class::auth,
          "https://gw.example/v1/messages refuses the request: something on "
          "the way may block it, or the API key lacks the right; check "
          "provider.base_url (HTTP 403)."},
         {404, error_class::not_found,
          "There is nothing at https://gw.example/v1/messages: correct "
          "provider.base_url; or the provider has no model claude-test-1 (HTTP "
          "404)."},
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

TEST_CASE("a redirect names its target, without what may be secret") {
  auto found
    = fault(302, "<html>", {{"location", "https://sso.example/login?t=1"}});
  CHECK(found.error == error_class::invalid_request);
  CHECK_THAT(found.message, Contains("to https://sso.example/login)"));
}

TEST_CASE("a success is judged by what it says") {
  struct example {
    const char* type;
    std::string body;
    error_class error;
    const char* words;
  };
  for (const auto& [type, body, error, words] : std::vector<example>{
         {"application/json",
          error_body("authentication_error", "tenant key expired"),
          error_class::auth,
          "The provider does not accept the API key (HTTP 200, "
          "application/json: tenant key expired)."},
         {"application/json", error_body("overloaded_error", "Overloaded"),
          error_class::throttled, "overloaded (HTTP 200, application/json: "},
         {"application/json", error_body("rate_limit_error", "slow down"),
          error_class::throttled, "slow down"},
         {"application/json", error_body("billing_error", "pay"),
          error_class::billing, "pay"},
         {"application/json", error_body("invalid_request_error", "no"),
          error_class::invalid_request, "no"},
         {"application/json", error_body("api_error", "oh"),
          error_class::transient, "oh"},
         {"text/plain", R"({"error":{"code":401,"message":"no user"}})",
          error_class::auth, "no user"},
         {"", R"({"error":{"code":"429","message":"busy"}})",
          error_class::throttled, "busy"},
         {"application/problem+json",
          R"({"type":"about:blank","title":"Forbidden","status":403,)"
          R"("detail":"not your tenant"})",
          error_class::auth, "refuses the request"},
         {"application/json", R"({"code":"Busy","status":"503"})",
          error_class::transient, "has a fault of its own"},
         {"application/json", R"({"status":429,"error":"slow"})",
          error_class::throttled, "slow"},
         {"application/json", R"({"status":"ok","code":7003,"message":"no"})",
          error_class::transient, "did not answer with a stream of events"},
         {"application/json", R"({"error":"unknown"})", error_class::transient,
          "did not answer with a stream of events (HTTP 200, "
          "application/json: unknown)"},
         {"text/html", "<html><title>Sign in to the company proxy</title>",
          error_class::transient,
          "did not answer with a stream of events (HTTP 200, text/html: Sign "
          "in to the company proxy)"},
         {"text/plain", "ok", error_class::transient, "text/plain: ok"},
         {"application/json", "\x1f\x8b\x08", error_class::invalid_request,
          "compressed with gzip"}}) {
    CAPTURE(body);
    fields with;
    if (*type != '\0')
      with.emplace_back("content-type", type);
    auto found = fault(200, body, with);
    CHECK(found.error == error);
    CHECK_THAT(found.message, Contains(words));
  }
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
  for (const auto* text :
       {"You have reached your specified API usage limits.",
        "You have reached your specified workspace API usage limits. You will "
        "regain access on 2026-12-01 at 00:00 UTC.",
        "you have reached your specified api usage limits"})
    for (auto status : {400, 403, 429}) {
      CAPTURE(text, status);
      auto found = fault(status, error_body("invalid_request_error", text));
      CHECK(found.error == error_class::billing);
      CHECK_THAT(found.message, Contains("spending limit is used up"));
    }
  for (const auto* code : {"linked_organization_billing_unavailable",
                           "linked_organization_spend_limit_reached",
                           "linked_organization_of_the_future"}) {
    CHECK(coded(402, code).error == error_class::billing);
    CHECK(coded(400, code).error == error_class::billing);
  }
}

TEST_CASE("an account on hold is no fault of the request") {
  for (const auto* code :
       {"organization_on_hold", "claude_code_key_creator_not_member",
        "organization_type_not_supported", "parent_organization_required"})
    for (auto status : {400, 403}) {
      CAPTURE(code, status);
      auto found
        = fault(status, error_body("invalid_request_error", "see the console",
                                   R"(,"details":{"error_code":")"
                                     + std::string{code} + "\"}"));
      CHECK(found.error == error_class::auth);
      CHECK_THAT(found.message, Contains("this account"));
      CHECK_THAT(found.message, Contains("see the console"));
    }
  CHECK(fault(400, error_body("invalid_request_error", "m",
                              R"(,"details":{"error_code":"file_expired"})"))
          .error
        == error_class::invalid_request);
}

TEST_CASE("an account on hold is known wherever that is reported") {
  for (const std::string& body :
       {error_body("invalid_request_error",
                   "This organization has been disabled."),
        error_body("invalid_request_error", "Your account is suspended"),
        error_body("organization_on_hold", "m"),
        error_body("invalid_request_error", "m",
                   R"(,"code":"organization_on_hold")"),
        error_body("invalid_request_error", "m",
                   R"(,"details":[{"a":1},{"error_code":)"
                   R"("organization_on_hold"}])"),
        std::string{R"({"type":"error","error_code":"organization_on_hold",)"
                    R"("error":{"type":"invalid_request_error"}})"},
        std::string{R"([{"error_code":"organization_on_hold","error":"m"}])"}})
    for (auto status : {200, 400, 401, 403}) {
      CAPTURE(body, status);
      auto found = fault(status, body);
      CHECK(found.error == error_class::auth);
      CHECK_THAT(found.message, Contains("does not let this account use it"));
    }
  CHECK(fault(400, error_body("invalid_request_error",
                              "organization: field is unknown"))
          .error
        == error_class::invalid_request);
}

TEST_CASE("codes that are reported as types mean the same") {
  CHECK(fault(429, error_body("insufficient_quota", "m")).error
        == error_class::billing);
  CHECK(fault(400, error_body("enforced_spend_limit_reached", "m")).error
        == error_class::billing);
  CHECK(fault(400, error_body("content_filter", "m")).error
        == error_class::refusal);
  CHECK(fault(400, error_body("context_length_exceeded", "m")).error
        == error_class::truncated);
}

TEST_CASE("an answer that the provider's filter blocked is a refusal") {
  const auto* text = "Output blocked by content filtering policy";
  auto found = fault(400, error_body("invalid_request_error", text));
  CHECK(found.error == error_class::refusal);
  CHECK(found.message
        == "The provider's content filter blocked the answer (HTTP 400: Output "
           "blocked by content filtering policy).");
  auto event = nlohmann::json::parse(error_body("invalid_request_error", text));
  found = fault_of_event(event, asked());
  CHECK(found.error == error_class::refusal);
  CHECK(found.message
        == "The provider's content filter blocked the answer (Output blocked "
           "by content filtering policy).");
  CHECK(fault(500, error_body("api_error", "OUTPUT BLOCKED BY CONTENT "
                                           "FILTERING POLICY"))
          .error
        == error_class::refusal);
  CHECK(
    fault(400, R"({"error":{"code":"content_filter","message":"no"}})").error
    == error_class::refusal);
}

TEST_CASE("a filter that blocks nothing is no refusal") {
  for (const auto* text : {"unknown field: content_filter_results",
                           "unknown field: content filter",
                           "Invalid value for header x-content-filter",
                           "content policy must be one of: low, high"}) {
    CAPTURE(text);
    CHECK(fault(400, error_body("invalid_request_error", text)).error
          == error_class::invalid_request);
  }
  CHECK(fault(429, error_body("rate_limit_error", "content filter quota")).error
        == error_class::throttled);
}

TEST_CASE("a prompt that is too long is reported as such") {
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
  auto with_retry = [](int status, const char* should_retry) {
    return fault(status, "", {{"x-should-retry", should_retry}});
  };
  CHECK(with_retry(400, "true").error == error_class::transient);
  CHECK(with_retry(404, "True").error == error_class::transient);
  CHECK(with_retry(429, "true").error == error_class::throttled);
  CHECK(with_retry(402, "true").error == error_class::billing);
  CHECK(with_retry(401, "false").error == error_class::auth);
  for (const auto* should_retry : {"false", "False", "FALSE"})
    for (auto [status, error] : std::vector<std::pair<int, error_class>>{
           {500, error_class::transient},
           {408, error_class::transient},
           {429, error_class::throttled},
           {529, error_class::throttled}}) {
      CAPTURE(should_retry, status);
      auto found = with_retry(status, should_retry);
      CHECK(found.error == error);
      CHECK(found.is_final);
      CHECK_THAT(found.message, Contains("It asks not to be tried again."));
    }
  for (const auto* should_retry : {"true", "maybe", ""}) {
    CHECK(with_retry(500, should_retry).error == error_class::transient);
    CHECK_FALSE(with_retry(500, should_retry).is_final);
  }
}

TEST_CASE("the wait that is asked for comes along") {
  CHECK(fault(429, "", {{"retry-after", "2"}}).retry_after
        == milliseconds{2000});
  CHECK(fault(400, "", {{"x-should-retry", "true"}, {"retry-after-ms", "120"}})
          .retry_after
        == milliseconds{120});
}
