#include "messages/visible.hpp"
#include "tools/llm_sim/content/spoil.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier::llm_sim;
using nlohmann::json;

namespace {

constexpr const char* section
  = R"({"quotes":[{"quote":"Short."}],"score":7,)"
    R"("sources_used":["S1"],"confidence":{"level":"HIGH"}})";

std::string spoiled(const char* by) {
  return spoil(section, parse_faults(by));
}

} // namespace

TEST_CASE("a wrapped answer holds the whole section") {
  CHECK(spoiled("fence") == "```json\n" + std::string{section} + "\n```");
  CHECK_THAT(spoiled("prose"),
             Catch::Contains(section) && Catch::StartsWith("Here is"));
  CHECK(spoiled("two_objects") == std::string{section} + "\n" + section);
}

TEST_CASE("what no parser takes is broken in one place") {
  CHECK_THAT(spoiled("trailing"), Catch::EndsWith(",}"));
  CHECK_THAT(spoiled("nan"), Catch::Contains(R"("score":NaN)"));
  CHECK_THAT(spoiled("dup_key"), Catch::StartsWith(R"({"quotes":null,"q)"));
  CHECK(spoiled("bad_json:at=3") == std::string{section}.substr(0, 12));
  CHECK_FALSE(json::accept(spoiled("bad_json")));
}

TEST_CASE("a blank answer is not empty, and there is nothing to be seen") {
  CHECK_FALSE(spoiled("blank").empty());
  CHECK_FALSE(dossier::has_visible(spoiled("blank")));
}

TEST_CASE("a section can violate its schema and stay JSON") {
  auto violated = [](const char* by) { return json::parse(spoiled(by)); };
  CHECK_FALSE(violated("schema:op=missing").contains("confidence"));
  CHECK(violated("schema:op=type")["quotes"].is_string());
  CHECK(violated("schema:op=enum")["confidence"]["level"] == "VERY_HIGH");
  CHECK(violated("schema:op=extra").size() == 5);
  CHECK(json::parse(spoil(R"({"n":1,"text":"It rose."})",
                          parse_faults("schema:op=source")))["text"]
        == "It rose. (S999)");
  CHECK_THAT(violated("schema:op=source")["note"].get<std::string>(),
             Catch::Contains("(S999)"));
  CHECK(
    violated("schema:op=quote")["quotes"][0]["quote"].get<std::string>().size()
    > 100);
}

TEST_CASE("what is no JSON object is left alone by a schema's fault") {
  CHECK(spoil("Plain.", parse_faults("schema")) == "Plain.");
  CHECK(spoil("Plain.", parse_faults("dup_key")) == "Plain.");
}
