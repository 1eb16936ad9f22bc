#include "messages/json.hpp"
#include "messages/reply.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace dossier;

namespace {

/// As many as `problem_code` has.
constexpr auto codes = static_cast<int>(problem_codes);

} // namespace

TEST_CASE("a problem is written in the form of RFC 9457") {
  problem refused{problem_code::invalid_field,
                  "1 field is not valid.",
                  {{"/companyName", "is missing"}},
                  "trace-1",
                  {{"Allow", "GET"}},
                  std::chrono::seconds{5}};
  auto answer = to_reply(refused);
  CHECK(answer.status == 422);
  CHECK(answer.content_type == "application/problem+json");
  CHECK(answer.extra == headers{{"Allow", "GET"}, {"Retry-After", "5"}});
  CHECK(*answer.body
        == R"({"type":"about:blank","title":"A field is not valid",)"
           R"("status":422,"detail":"1 field is not valid.",)"
           R"("code":"invalid_field","errors":[{"pointer":"/companyName",)"
           R"("detail":"is missing"}],"traceId":"trace-1"})");
}

TEST_CASE("a problem without field errors does not list any") {
  auto answer = to_reply({problem_code::not_found, "No such job.", {}, "", {}});
  auto body = json::parse(*answer.body);
  CHECK(body["status"] == 404);
  CHECK_FALSE(body.contains("errors"));
}

TEST_CASE("every code has a name of its own, an error status and a title") {
  std::set<std::string_view> names;
  for (auto i = 0; i < codes; ++i) {
    auto code = problem_code(i);
    INFO(i);
    CHECK(names.insert(to_string(code)).second);
    CHECK(status_of(code) >= 400);
    CHECK(status_of(code) < 600);
    CHECK_FALSE(title_of(code).empty());
  }
}

TEST_CASE("codes have the status that the API gives them") {
  CHECK(status_of(problem_code::malformed_json) == 400);
  CHECK(status_of(problem_code::headers_too_large) == 431);
  CHECK(status_of(problem_code::report_not_available) == 409);
  CHECK(status_of(problem_code::unknown_stage) == 422);
  CHECK(status_of(problem_code::rate_limited) == 429);
  CHECK(status_of(problem_code::storage_busy) == 503);
  CHECK(status_of(problem_code::format_unavailable) == 501);
  CHECK(status_of(problem_code::storage_full) == 507);
}

TEST_CASE("a detail that is no UTF-8 does not break the answer") {
  auto answer = to_reply({problem_code::bad_request, "\xc3(", {}, "", {}});
  CHECK(json::parse(*answer.body)["detail"] == "\xef\xbf\xbd(");
}
