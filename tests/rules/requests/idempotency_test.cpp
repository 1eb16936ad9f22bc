#include "actors/rules/requests/idempotency.hpp"
#include "actors/rules/views/answers.hpp"
#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;

namespace {

idempotency_record known(std::string_view body) {
  return {"scope", rules::hash_of_body(body),
          rules::render({job_accepted{"job-1", company_graph(), 3}}), noon};
}

} // namespace

TEST_CASE("a repeat is answered byte for byte, and marked") {
  auto first = known(R"({"companyName": "Acme", "priority": 1})");
  auto again = rules::render(rules::replay(
    first, rules::hash_of_body(R"( {"priority":1,"companyName":"Acme"} )")));
  CHECK(again.status == 202);
  CHECK(*again.body == *first.answer.body);
  CHECK(again.extra.back()
        == std::pair<std::string, std::string>{"Idempotency-Replayed", "true"});
}

TEST_CASE("a key that was used with another body is refused") {
  auto answer = rules::render(
    rules::replay(known(R"({"companyName": "Acme"})"),
                  rules::hash_of_body(R"({"companyName": "B"})")));
  CHECK(answer.status == 422);
  CHECK(json::parse(*answer.body)["code"] == "idempotency_mismatch");
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
