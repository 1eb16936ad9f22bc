#include "actors/report/schema/coerce.hpp"
#include "actors/report/schema/pointers.hpp"
#include "actors/report/schema/unknown.hpp"

#include <catch2/catch.hpp>

using namespace dossier::report;
using nlohmann::json;

TEST_CASE("whole floats become integers where the schema wants integers") {
  auto schema = json::parse(R"({"properties": {
    "whole": {"type": "integer"}, "any": {"type": "number"},
    "list": {"items": {"$ref": "#/definitions/n"}}},
    "definitions": {"n": {"type": ["integer", "null"]}}})");
  auto document = json::parse(
    R"({"whole": 3.0, "any": 3.0, "list": [1.0, 1.5, null, 1e300]})");
  coerce_integers(document, schema);
  CHECK(document["whole"].is_number_integer());
  CHECK(document["any"].is_number_float());
  CHECK(document["list"][0].is_number_integer());
  CHECK(document["list"][1] == 1.5);
  CHECK(document["list"][3] == 1e300);
}

TEST_CASE("numbers are read from text, and unknown ones become null") {
  auto table = std::vector<std::pair<json, json>>{
    {"$1,200", 1200},
    {"1200", 1200},
    {"US$ 1,234,567.5", 1234567.5},
    {"USD 12", 12},
    {"€3.5", 3.5},
    {"45%", 45},
    {"-1", nullptr},
    {"-5%", nullptr},
    {"0", 0},
    {0, 0},
    {"0.0%", 0},
    {"$-1", "$-1"},
    {-1, nullptr},
    {-0.5, nullptr},
    {7, 7},
    {7.5, 7.5},
    {"–", nullptr},
    {" - ", nullptr},
    {"—", nullptr},
    {"N/A", nullptr},
    {"Not disclosed", nullptr},
    {"unknown", nullptr},
    {"about 3", "about 3"},
    {"none", nullptr},
    {"$1.2 billion", "$1.2 billion"},
    {"1,2", "1,2"},
    {"1,2345", "1,2345"},
    {"1.2.3", "1.2.3"},
    {"", nullptr},
    {"$", "$"},
    {"1e5", "1e5"},
    {nullptr, nullptr},
    {"1.200,5", "1.200,5"},
  };
  for (const auto& [before, after] : table) {
    auto document = json{{"values", {{{"v", before}}}}};
    coerce_numbers(document, {"/values/*/v"});
    CHECK(document["values"][0]["v"] == after);
  }
}

TEST_CASE("a pointer with a star leads to every element") {
  auto document = json::parse(R"({"a": [{"b/c": 1}, {}, {"b/c": 2}]})");
  auto found = select(document, "/a/*/b~1c");
  REQUIRE(found.size() == 2);
  CHECK(found[1].pointer == "/a/2/b~1c");
  CHECK(*found[1].value == 2);
  CHECK(select(document, "/a/7/x").empty());
  CHECK(select(document, "a").empty());
  CHECK(select(document, "").size() == 1);
}

TEST_CASE("what is not known is said in many words") {
  for (const auto* text : {"",
                           " ",
                           "–",
                           "-",
                           "—",
                           "--",
                           "?",
                           "…",
                           "n/a",
                           "N/A",
                           "n.a.",
                           "N.A.",
                           "n. a.",
                           "NA",
                           "N/D",
                           "n/m",
                           "Not available",
                           "not-available",
                           "unavailable",
                           "none",
                           "None.",
                           "undefined",
                           "null",
                           "NaN",
                           "confidential",
                           "TBD",
                           "tbc",
                           "unknown (private company)",
                           "n/a [private]",
                           "Undisclosed ",
                           "not disclosed",
                           "(unknown)",
                           "Not reported",
                           "ＵＮＫＮＯＷＮ"}) {
    INFO(text);
    CHECK(says_unknown(text));
  }
  for (const auto* text : {"0", "nil", "$", "1", "n", "about 3", "none of it",
                           "unknown to us", "(a)", "A", "N/A 3"}) {
    INFO(text);
    CHECK_FALSE(says_unknown(text));
  }
}

TEST_CASE("what is not known is no text where figures stand") {
  auto schema = json::parse(R"({"properties": {
    "pct": {"type": ["number", "null"]}, "count": {"type": "integer"},
    "free": {"type": ["number", "string", "null"]},
    "cell": {"type": ["number", "string"]}, "text": {"type": "string"}}})");
  auto document = json::parse(R"({"pct": "n.a.", "count": "TBD", "free": "?",
                                  "cell": "not available", "text": "n/a"})");
  coerce_unknown(document, schema);
  CHECK(document == json::parse(R"({"pct": null, "count": null, "free": null,
                                    "cell": "–", "text": "n/a"})"));
  auto figures = json::parse(R"({"cell": -1, "free": "about 3", "pct": 0})");
  auto before = figures;
  coerce_unknown(figures, schema);
  CHECK(figures == before);
}

TEST_CASE("another currency is no number of dollars") {
  json document{{"a_usd", "€1,200"}, {"b_usd", "$1,200"}, {"c", "€3.5"}};
  coerce_numbers(document, {"/a_usd", "/b_usd", "/c"});
  CHECK(document == json{{"a_usd", "€1,200"}, {"b_usd", 1200}, {"c", 3.5}});
}

TEST_CASE("a list is known by the last star of its pointer") {
  CHECK(list_of("/s/*/p", "/s/3/p") == "/s/*/p");
  CHECK(list_of("/s/*/c/*/p", "/s/1/c/2/p") == "/s/1/c/*/p");
  CHECK(list_of("/*", "/7") == "/*");
  CHECK(list_of("/a/b", "/a/b") == "/a/b");
}
