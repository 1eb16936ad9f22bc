#include "actors/report/coerce.hpp"
#include "actors/report/pointers.hpp"

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
    {"none", "none"},
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
