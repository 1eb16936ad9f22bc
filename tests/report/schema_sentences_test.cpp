/// The validator explains itself in English, and `schema.cpp` knows some of its
/// sentences by how they begin. Another version may say them otherwise: then a
/// test fails here that names the sentence.

#include "actors/report/schema/schema.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

using namespace dossier::report;
using nlohmann::json;

namespace {

/// What the validator itself says of a document.
std::vector<std::string> sentences(const json& schema, const json& document) {
  using adapter = valijson::adapters::NlohmannJsonAdapter;
  valijson::Schema compiled;
  valijson::SchemaParser{}.populateSchema(adapter{schema}, compiled);
  valijson::ValidationResults results;
  valijson::Validator{}.validate(compiled, adapter{document}, &results);
  std::vector<std::string> said;
  for (const auto& error : results)
    said.push_back(error.description);
  return said;
}

std::vector<std::string> violations_of(const json& schema,
                                       const json& document) {
  std::vector<std::string> found;
  for (const auto& violation : schema_check{schema}.violations(document))
    found.push_back(to_string(violation));
  return found;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("each sentence of the validator that is translated is said as it is "
          "known, and comes out in the schema's own words") {
  struct example {
    const char* begins;
    const char* schema;
    const char* document;
    const char* violation;
  };
  const auto table = std::vector<example>{
    {"Value type not permitted", R"({"type": "integer"})", "true",
     R"(the document: expected type "integer", found true)"},
    {"Failed to match against any enum", R"({"enum": [1, "two"]})", "3",
     R"(the document: expected one of 1, "two", found 3)"},
    {"Failed to match expected value", R"({"const": 7})", "8",
     "the document: expected 7, found 8"},
    {"Failed to match regex", R"({"pattern": "^a$"})", R"("b")",
     R"(the document: expected text that matches "^a$", found "b" )"
     "(1 characters)"},
    {"String should be no fewer", R"({"minLength": 2})", R"("b")",
     R"(the document: expected at least 2 characters, found "b" )"
     "(1 characters)"},
    {"String should be no more", R"({"maxLength": 2})", R"("bcd")",
     R"(the document: expected at most 2 characters, found "bcd" )"
     "(3 characters)"},
    {"Array should contain no fewer", R"({"minItems": 2})", "[1]",
     "the document: expected at least 2 elements, found an array of 1"},
    {"Array should contain no more", R"({"maxItems": 2})", "[1, 2, 3]",
     "the document: expected at most 2 elements, found an array of 3"},
    {"Expected number greater than or", R"({"minimum": 2.5})", "2",
     "the document: expected at least 2.5, found 2"},
    {"Expected number less than or", R"({"maximum": 2.5})", "3",
     "the document: expected at most 2.5, found 3"},
    {"Expected number greater", R"({"exclusiveMinimum": 2.5})", "2.5",
     "the document: expected more than 2.5, found 2.5"},
    {"Expected number less", R"({"exclusiveMaximum": 2.5})", "2.5",
     "the document: expected less than 2.5, found 2.5"},
    {"Missing required property '", R"({"required": ["it's"]})", "{}",
     "/it's: expected a value, found nothing"},
  };
  for (const auto& [begins, schema, document, violation] : table) {
    INFO("the sentence that begins with: " << begins);
    const auto rule = json::parse(schema);
    const auto said = sentences(rule, json::parse(document));
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Catch::StartsWith(begins));
    CHECK(violations_of(rule, json::parse(document)) == texts{violation});
  }
}

TEST_CASE("a sentence that only repeats a fault below is said as it is known, "
          "and left out") {
  struct example {
    const char* begins;
    const char* schema;
    const char* document;
  };
  const auto table = std::vector<example>{
    {"Failed to validate item #0 in array",
     R"({"items": {"properties": {"a": {"minimum": 1}}}})", R"([{"a": 0}])"},
    {"Failed to validate item #0 against corresponding item schema",
     R"({"items": [{"properties": {"a": {"minimum": 1}}}]})", R"([{"a": 0}])"},
    {"Failed to validate item #0 against additional items schema",
     R"({"items": [], "additionalItems": {"properties":
         {"a": {"minimum": 1}}}})",
     R"([{"a": 0}])"},
    {"Failed to validate against schema associated with property name",
     R"({"properties": {"a": {"minimum": 1}}})", R"({"a": 0})"},
    {"Failed to validate against schema associated with pattern",
     R"({"patternProperties": {"^a$": {"minimum": 1}}})", R"({"a": 0})"},
    {"Failed to validate against additional properties schema",
     R"({"additionalProperties": {"minimum": 1}})", R"({"a": 0})"},
    {"Failed to validate against child schema",
     R"({"allOf": [{"properties": {"a": {"minimum": 1}}}]})", R"({"a": 0})"},
    {"Failed to validate against any schemas",
     R"({"anyOf": [{"properties": {"a": {"minimum": 1}}}]})", R"({"a": 0})"},
    {"Failed to validate against any child schemas",
     R"({"oneOf": [{"properties": {"a": {"minimum": 1}}}]})", R"({"a": 0})"},
    {"Failed to validate against a conditional schema",
     R"({"if": {}, "then": {"properties": {"a": {"minimum": 1}}}})",
     R"({"a": 0})"},
  };
  for (const auto& [begins, schema, document] : table) {
    INFO("the sentence that begins with: " << begins);
    const auto rule = json::parse(schema);
    const auto said = sentences(rule, json::parse(document));
    CHECK(std::any_of(said.begin(), said.end(), [&](const auto& sentence) {
      return sentence.starts_with(begins);
    }));
    const auto place = document[0] == '[' ? "/0/a" : "/a";
    CHECK(violations_of(rule, json::parse(document))
          == texts{std::string{place} + ": expected at least 1, found 0"});
  }
}
