#include "actors/report/schema/schema.hpp"
#include "actors/report/schema/schema_walk.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace dossier::report;
using nlohmann::json;

namespace {

json person() {
  return json::parse(R"({
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["name", "tags"],
    "properties": {
      "name": {"type": "string", "minLength": 3},
      "level": {"type": "string", "enum": ["HIGH", "LOW"]},
      "age": {"type": "integer", "minimum": 0, "maximum": 150},
      "value": {"type": ["number", "string"]},
      "tags": {"type": "array", "minItems": 1,
               "items": {"$ref": "#/definitions/tag"}},
      "a/b": {"type": "object", "properties": {"c~d": {"type": "boolean"}}},
      "0": {"type": "object", "additionalProperties": {"type": "number"}}
    },
    "definitions": {"tag": {"type": "string", "pattern": "^S\\d+$"}}
  })");
}

std::vector<violation> found(const char* document) {
  return schema_check{person()}.violations(json::parse(document));
}

std::vector<std::string> faults_of(const char* schema) {
  std::vector<std::string> result;
  for (const auto& [pointer, reason] : lint_schema(json::parse(schema)))
    result.push_back(pointer + ": " + reason);
  return result;
}

} // namespace

TEST_CASE("a document that satisfies its schema has no violations") {
  CHECK(found(R"({"name":"Ann","tags":["S1"],"age":3,"value":"–"})").empty());
  CHECK(found(R"({"name":"Ann","tags":["S1"],"extra":1})").empty());
}

TEST_CASE("a violation says where, what was expected and what was found") {
  struct example {
    const char* document;
    violation expected;
  };
  auto table = std::vector<example>{
    {R"({"tags":["S1"]})", {"/name", "a value", "nothing"}},
    {R"({"name":"é","tags":["S1"]})",
     {"/name", "at least 3 characters", "\"é\" (1 characters)"}},
    {R"({"name":"Ann","tags":[]})",
     {"/tags", "at least 1 elements", "an array of 0"}},
    {R"({"name":"Ann","tags":["S1","X"]})",
     {"/tags/1", "text that matches \"^S\\\\d+$\"", "\"X\" (1 characters)"}},
    {R"({"name":"Ann","tags":["S1"],"level":"MID"})",
     {"/level", "one of \"HIGH\", \"LOW\"", "\"MID\" (3 characters)"}},
    {R"({"name":"Ann","tags":["S1"],"age":-1})", {"/age", "at least 0", "-1"}},
    {R"({"name":"Ann","tags":["S1"],"age":151})",
     {"/age", "at most 150", "151"}},
    {R"({"name":"Ann","tags":["S1"],"age":2.5})",
     {"/age", "type \"integer\"", "2.5"}},
    {R"({"name":"Ann","tags":["S1"],"value":{}})",
     {"/value", "type \"number\", \"string\"", "an object"}},
    {R"({"name":"Ann","tags":["S1"],"a/b":{"c~d":1}})",
     {"/a~1b/c~0d", "type \"boolean\"", "1"}},
    {R"({"name":"Ann","tags":["S1"],"0":{"1":"x"}})",
     {"/0/1", "type \"number\"", "\"x\" (1 characters)"}},
  };
  for (const auto& [document, expected] : table) {
    INFO(document);
    auto errors = found(document);
    REQUIRE(errors.size() == 1);
    CHECK(to_string(errors[0]) == to_string(expected));
  }
}

TEST_CASE("every violation is found, once") {
  CHECK(found(R"({"tags":["X","Y"],"age":"old"})").size() == 4);
}

TEST_CASE("text over 8 KiB is refused where a pattern would be matched") {
  auto document = json{{"name", std::string(100'000, 'n')}, {"tags", {"S1"}}};
  CHECK(schema_check{person()}.violations(document).empty());
  document["tags"] = {"S" + std::string(100'000, '1')};
  auto errors = schema_check{person()}.violations(document);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].pointer == "/tags/0");
}

TEST_CASE("one check serves many threads") {
  schema_check check{person()};
  auto good = json::parse(R"({"name":"Ann","tags":["S1"]})");
  std::array<bool, 4> passed{};
  std::vector<std::thread> threads;
  for (auto& slot : passed)
    threads.emplace_back([&] {
      bool all = true;
      for (int i = 0; i < 50; ++i)
        all = all && check.violations(good).empty();
      slot = all;
    });
  for (auto& thread : threads)
    thread.join();
  CHECK(std::all_of(passed.begin(), passed.end(), [](bool ok) { return ok; }));
}

TEST_CASE("what a validator would ignore is a fault of the schema") {
  struct example {
    const char* schema;
    const char* fault;
  };
  auto table = std::vector<example>{
    {R"({"prefixItems":[]})", "/prefixItems: this keyword is not checked"},
    {R"({"$defs":{}})", "/$defs: this keyword is not checked"},
    {R"({"properties":{"a":{"dependentRequired":{}}}})",
     "/properties/a/dependentRequired: this keyword is not checked"},
    {R"({"unevaluatedProperties":false})",
     "/unevaluatedProperties: this keyword is not checked"},
    {R"({"$schema":"https://json-schema.org/draft/2020-12/schema"})",
     "/$schema: only draft 7 is checked"},
    {R"({"format":"uri"})", "/format: this format is not checked"},
    {R"({"type":"text"})", "/type: no such type: \"text\""},
    {R"({"items":{"$ref":"#/definitions/none"}})",
     "/items/$ref: no such definition: #/definitions/none"},
    {R"({"$ref":"other.json"})", "/$ref: no such definition: other.json"},
    {R"({"$ref":"#"})", "/$ref: refers to itself"},
    {R"({"properties":3})", "/properties: is no object"},
    {R"({"items":[3]})", "/items/0: is no schema"},
  };
  for (const auto& [schema, fault] : table)
    CHECK(faults_of(schema) == std::vector<std::string>{fault});
  CHECK(faults_of(R"({"pattern":"\\p{L}"})").size() == 1);
  CHECK(faults_of(R"({"patternProperties":{"(":{}}})").size() == 1);
  CHECK(faults_of(person().dump().c_str()).empty());
}

TEST_CASE("a faulty schema refuses every document") {
  CHECK_FALSE(schema_check{{{"pattern", "("}}}.violations("x").empty());
}

TEST_CASE("keys outside the schema are found, at any depth") {
  auto document = json::parse(
    R"({"name":"Ann","x":1,"a/b":{"c~d":true,"y":2},"0":{"any":1}})");
  CHECK(unknown_keys(document, person())
        == std::vector<std::string>{"/x", "/a~1b/y"});
}
