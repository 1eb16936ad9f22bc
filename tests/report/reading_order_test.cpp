#include "actors/report/citations/reading_order.hpp"

#include <catch2/catch.hpp>

using json = nlohmann::ordered_json;
using dossier::report::in_reading_order;

namespace {

const auto schema = json::parse(R"({
  "properties": {
    "title": {"type": "string"},
    "rows": {"type": "array", "items": {"$ref": "#/definitions/row"}},
    "confidence": {"type": "object"}
  },
  "definitions": {
    "row": {"properties": {"metric": {}, "company": {}}}
  }
})");

} // namespace

TEST_CASE("keys come in the order of the schema, unknown ones last") {
  auto given = json::parse(R"({"aside": 1, "confidence": {}, "title": "t"})");
  CHECK(in_reading_order(given, schema).dump()
        == R"({"title":"t","confidence":{},"aside":1})");
}

TEST_CASE("references into the definitions are followed") {
  auto given = json::parse(R"({"rows": [{"company": 1, "metric": "m"}]})");
  CHECK(in_reading_order(given, schema).dump()
        == R"({"rows":[{"metric":"m","company":1}]})");
}

TEST_CASE("nothing is lost where schema and document disagree") {
  auto given = json::parse(R"({"rows": 3, "title": ["a"]})");
  CHECK(in_reading_order(given, schema)
        == json::parse(R"({"title": ["a"], "rows": 3})"));
  CHECK(in_reading_order(json(5), schema) == json(5));
  CHECK(in_reading_order(given, json::parse(R"({"$ref": "#/nowhere"})"))
        == given);
}

TEST_CASE("a schema that refers to itself comes to an end") {
  auto endless = json::parse(
    R"({"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}})");
  CHECK(in_reading_order(json{{"b", 1}}, endless) == json{{"b", 1}});
}
