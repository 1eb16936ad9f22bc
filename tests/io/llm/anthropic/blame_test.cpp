/// Whom a 401, 403 or 404 blames: the key, the right, the model, or nobody, and
/// then the address is named.

#include "tests/support/error_replies.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using namespace dossier::io::llm;

using Catch::Contains;

namespace {

bool is_address_named(int status, const std::string& body) {
  auto found = fault(status, body);
  CHECK(found.error
        == (status == 404 ? error_class::not_found : error_class::auth));
  return found.message.find("https://gw.example/v1/messages")
         != std::string::npos;
}

void check_blamed(int status, const std::vector<const char*>& bodies) {
  for (const auto* body : bodies) {
    CAPTURE(status, body);
    CHECK_FALSE(is_address_named(status, body));
  }
}

void check_not_blamed(int status, const std::vector<const char*>& bodies) {
  for (const auto* body : bodies) {
    CAPTURE(status, body);
    CHECK(is_address_named(status, body));
  }
}

} // namespace

TEST_CASE("the key is blamed by words about keys alone") {
  check_blamed(401, {
                      R"({"error":{"type":"authentication_error"}})",
                      R"({"error":"Invalid API key"})",
                      R"({"message":"No API key found in request"})",
                      R"({"error":{"message":"invalid x-api-key"}})",
                      R"({"error":"invalid_token"})",
                      R"({"error":{"message":"Invalid bearer token"}})",
                    });
  check_not_blamed(401, {
                          R"({"detail":"Unauthorized"})",
                          R"({"error":"CSRF token missing"})",
                          R"({"error":"Session token expired"})",
                          R"({"message":"Bad credentials for the proxy"})",
                          R"({"error":{"type":"session_error"}})",
                          "<h1>401 API key required</h1>",
                        });
}

TEST_CASE("the right is blamed by its type, or by words about keys") {
  check_blamed(403, {
                      R"({"error":{"type":"permission_error"}})",
                      R"({"error":"Your API key has no permission for this"})",
                    });
  check_not_blamed(
    403, {
           R"({"message":"Forbidden"})",
           R"({"message":"Missing Authentication Token"})",
           R"({"detail":"You do not have permission to access this page"})",
           R"({"message":"No permission for this resource"})",
           "<title>Blocked by web filter</title>",
         });
}

TEST_CASE("the model is blamed by words that name one as such") {
  check_blamed(
    404,
    {
      R"({"error":{"type":"not_found_error","message":"model: gone"}})",
      R"({"error":{"type":"not_found_error","message":"model: claude-test-1"}})",
      R"({"error":"Model 'x' not found"})",
      R"({"error":"model \"x\" not found, try pulling it first"})",
      R"({"error":{"message":"The model `x` does not exist"}})",
      R"({"error":{"message":"Model not found"}})",
      R"({"error":{"message":"The requested model is not available."}})",
      R"({"error":{"message":"model llama3:8b is not loaded"}})",
      R"({"error":"unknown model"})",
      R"({"error":{"message":"No endpoints found for Claude-Test-1."}})",
      R"({"error":{"message":"gone","code":"model_not_found"}})",
    });
}

TEST_CASE("the model is not blamed for paths and servers of that name") {
  check_not_blamed(
    404,
    {
      R"({"error":{"type":"not_found_error","message":"Not Found"}})",
      R"({"detail":"Not Found"})",
      R"({"error":{"message":)"
      R"("The requested path /models/v1/messages was not found"}})",
      R"({"detail":"No handler for /models-api/v1/messages"})",
      R"({"error":"route /v1/messages does not exist on this model server"})",
      R"({"error":"The model gateway knows no such route"})",
      R"({"error":"No route for /model/claude-test-1/v1/messages"})",
      R"({"error":"Cannot POST /api/model on the remodeled site"})",
      R"({"error":"This page is not part of our model."})",
      R"({"error":{"message":"model-router: no upstream"}})",
      "<title>404 Not Found</title>the model page",
      "model 'x' not found",
    });
}

TEST_CASE("a right that the content filter takes away is a refusal") {
  auto found = fault(403, error_body("permission_error",
                                     "Output blocked by content filtering "
                                     "policy"));
  CHECK(found.error == error_class::refusal);
  CHECK_THAT(found.message, Contains("content filter blocked the answer"));
}
