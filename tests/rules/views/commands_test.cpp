#include "actors/rules/views/commands.hpp"
#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;

namespace {

idempotency_record known(std::string_view body) {
  return {"scope", rules::hash_of_body(body),
          rules::accept_job("job-1", *company_graph(), 3), noon};
}

} // namespace

TEST_CASE("an accepted job says where it stands and where it will be") {
  auto answer = rules::accept_job("job-1", *company_graph(), 3);
  CHECK(answer.status == 202);
  CHECK(answer.extra == headers{{"Location", "/api/research/jobs/job-1"}});
  CHECK(*answer.body
        == R"({"jobId":"job-1","status":"queued","queuePosition":3,)"
           R"("message":"Research job created. Generating all 10 sections."})");
}

TEST_CASE("ids sort by time, then by count") {
  auto first = rules::format_id(1'790'000'000'000, 0, ~0ull);
  CHECK(rules::is_formatted_id(first));
  CHECK_FALSE(rules::is_formatted_id(first + "0"));
  CHECK_FALSE(rules::is_formatted_id("zzz"));
  CHECK_FALSE(rules::is_formatted_id({}));
  CHECK(first < rules::format_id(1'790'000'000'000, 1, 0));
  CHECK(rules::format_id(1'790'000'000'000, 0xffff, 0)
        < rules::format_id(1'790'000'000'001, 0, 0));
}

TEST_CASE("a repeat is answered byte for byte, and marked") {
  auto first = known(R"({"companyName": "Acme", "priority": 1})");
  auto again = rules::replay(
    first, rules::hash_of_body(R"( {"priority":1,"companyName":"Acme"} )"));
  CHECK(again.status == 202);
  CHECK(*again.body == *first.answer.body);
  CHECK(again.extra.back()
        == std::pair<std::string, std::string>{"Idempotency-Replayed", "true"});
}

TEST_CASE("a key that was used with another body is refused") {
  auto answer = rules::replay(known(R"({"companyName": "Acme"})"),
                              rules::hash_of_body(R"({"companyName": "B"})"));
  CHECK(answer.status == 422);
  CHECK(json::parse(*answer.body)["code"] == "idempotency_mismatch");
}

TEST_CASE("problems of commands have their status") {
  CHECK(to_reply(rules::key_in_flight()).status == 409);
  CHECK(to_reply(rules::queue_full()).status == 503);
  CHECK(rules::queue_full().extra == headers{{"Retry-After", "1"}});
}

TEST_CASE("a body means the same however it is written") {
  using rules::hash_of_body;
  CHECK(hash_of_body(R"({"a":1,"b":[-2,0]})")
        == hash_of_body(R"({ "b": [-2.0, -0.0], "\u0061": 1e0 })"));
  CHECK(hash_of_body(R"({"a":1})") != hash_of_body(R"({"a":"1"})"));
  CHECK(hash_of_body("[1,2]") != hash_of_body("[2,1]"));
  CHECK(hash_of_body("1.5") != hash_of_body("1"));
  CHECK(hash_of_body("1e300") == hash_of_body("10e299"));
  CHECK(hash_of_body("18446744073709551615")
        != hash_of_body("18446744073709551616"));
  CHECK(hash_of_body("-9223372036854775808")
        == hash_of_body("-9223372036854775808.0"));
}

TEST_CASE("a body that is no JSON has a hash too") {
  CHECK(rules::hash_of_body("{") != rules::hash_of_body("["));
}
