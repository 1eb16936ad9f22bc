#include "io/http/routes.hpp"
#include "messages/job.hpp"
#include "messages/operation.hpp"
#include "messages/reply.hpp"
#include "tests/io/http/server_world.hpp"
#include "tests/support/enumerators.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

using namespace dossier;
using namespace dossier::io::http;
using nlohmann::json;
using namespace nlohmann::literals;

namespace {

using names = std::set<std::string>;

const std::string contract_path = test::source_dir() + "/config/openapi.json";

const json& contract() {
  static const auto document = json::parse(std::ifstream{contract_path});
  return document;
}

/// What a `$ref` stands for; anything else stands for itself.
const json& resolve(const json& node) {
  if (!node.contains("$ref"))
    return node;
  const auto target = node["$ref"].get<std::string>().substr(1);
  return contract().at(json::json_pointer{target});
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// An operation's parameters that stand in `place`, by name.
std::map<std::string, json> documented(const json& operation,
                                       std::string_view place) {
  std::map<std::string, json> result;
  for (const auto& one : operation.value("parameters", json::array()))
    if (const auto& value = resolve(one); value["in"] == place)
      result.emplace(value["name"], value);
  return result;
}

std::set<std::string> names_in_braces(std::string_view path) {
  std::set<std::string> result;
  while (path.find('{') != std::string_view::npos) {
    path.remove_prefix(path.find('{') + 1);
    result.emplace(path.substr(0, path.find('}')));
  }
  return result;
}

template <class Map>
std::set<std::string> keys(const Map& map) {
  std::set<std::string> result;
  for (const auto& [name, value] : map)
    result.insert(name);
  return result;
}

json schema_of(const parameter& parameter) {
  const json choices(parameter.choices);
  switch (parameter.form) {
    case value_form::text: return {{"type", "string"}};
    case value_form::integer:
      return {{"type", "integer"},
              {"minimum", parameter.min},
              {"maximum", parameter.max}};
    case value_form::time: return {{"type", "string"}, {"format", "date-time"}};
    case value_form::choice: return {{"type", "string"}, {"enum", choices}};
    case value_form::choices: return {{"type", "array"}, {"items", choices}};
  }
  return {};
}

/// Reduced to what a row can say.
json essence_of(json schema) {
  schema.erase("default");
  if (schema["type"] == "array")
    schema["items"] = resolve(schema["items"])["enum"];
  return schema;
}

void check_row(const route& row, const json& operation) {
  CHECK(operation["operationId"] == row.id);
  CHECK(keys(documented(operation, "path")) == names_in_braces(row.path));
  auto query = documented(operation, "query");
  for (const auto& parameter : row.query) {
    INFO(parameter.name);
    const auto found = query.find(std::string{parameter.name});
    REQUIRE(found != query.end());
    CHECK(essence_of(found->second["schema"]) == schema_of(parameter));
    query.erase(found);
  }
  CHECK(keys(query).empty());
  CHECK(documented(operation, "header").contains("Idempotency-Key")
        == (row.idempotency == idempotency::optional_key));
  CHECK(operation.contains("requestBody") == (row.body != body_form::none));
  if (row.body != body_form::none)
    CHECK(operation["requestBody"]["required"]
          == (row.body == body_form::json));
  CHECK(operation.value("deprecated", false) == !row.deprecated_since.empty());
}

void gather_references(const json& node, std::set<std::string>& into) {
  if (node.is_object() && node.contains("$ref"))
    into.insert(node["$ref"]);
  if (node.is_structured())
    for (const auto& child : node)
      gather_references(child, into);
}

void check_references(const json& node) {
  if (node.is_object() && node.contains("$ref"))
    CHECK_NOTHROW(resolve(node));
  if (node.is_structured())
    for (const auto& child : node)
      check_references(child);
}

} // namespace

TEST_CASE("every row stands in the contract, with the same parameters") {
  for (const auto& row : routes()) {
    INFO(row.path);
    const auto& operation = contract()["paths"][std::string{row.path}]
                                      [lower(to_string(row.method))];
    REQUIRE(operation.is_object());
    check_row(row, operation);
  }
}

TEST_CASE("every operation of the contract has a row") {
  std::set<std::string> rows;
  for (const auto& row : routes())
    rows.insert(lower(to_string(row.method)) + ' ' + std::string{row.path});
  for (const auto& [path, methods] : contract()["paths"].items())
    for (const auto& [method, operation] : methods.items())
      CHECK(rows.contains(method + ' ' + path));
}

TEST_CASE("everything the contract defines is referred to") {
  std::set<std::string> used;
  gather_references(contract(), used);
  for (const auto& [kind, entries] : contract()["components"].items())
    for (const auto& [name, entry] : entries.items())
      CHECK(used.contains("#/components/" + kind + '/' + name));
}

TEST_CASE("every write of an administrator is told from the others") {
  for (const auto& row : routes()) {
    INFO(row.path);
    const auto& operation = contract()["paths"][std::string{row.path}]
                                      [lower(to_string(row.method))];
    CHECK(row.path.starts_with("/api/admin/")
          == (operation["tags"] == json{"admin"}));
  }
}

TEST_CASE("the contract refers to nothing that is not there") {
  check_references(contract());
}

TEST_CASE("the contract and the engine know the same names, both ways") {
  const auto& schemas = contract()["components"]["schemas"];
  const auto listed = [&](const json::json_pointer& where) {
    return schemas.at(where)["enum"].get<names>();
  };
  CHECK(listed("/Problem/properties/code"_json_pointer)
        == test::all_names<problem_code>());
  CHECK(listed("/JobStatusName"_json_pointer) == test::all_names<job_status>());
  CHECK(listed("/StageStatusName"_json_pointer)
        == test::all_names<stage_status>());
  CHECK(listed("/ErrorClass"_json_pointer) == test::all_names<error_class>());
  CHECK(listed("/Confidence"_json_pointer) == test::all_names<confidence>());
  CHECK(listed("/AttemptOutcome"_json_pointer)
        == test::all_names<attempt_outcome>());
  CHECK(listed("/TimeHorizon"_json_pointer) == test::all_names<time_horizon>());
  CHECK(listed("/StageState/properties/kind"_json_pointer)
        == test::all_names<stage_kind>());
  CHECK(listed("/PipelineStage/properties/kind"_json_pointer)
        == test::all_names<stage_kind>());
}

TEST_CASE("a wait reason that is none has no name in the contract") {
  auto reasons = test::all_names<wait_reason>();
  reasons.erase("");
  CHECK(contract()["components"]["schemas"]["StageDetail"]["enum"].get<names>()
        == reasons);
}

TEST_CASE("every operation of the engine is one of the contract, both ways") {
  names ids;
  for (const auto& [path, methods] : contract()["paths"].items())
    for (const auto& [method, operation] : methods.items())
      ids.insert(operation["operationId"].get<std::string>());
  // What the transport answers by itself.
  auto expected
    = names{"showMetrics", "showContract", "showSocketContract", "openSocket"};
  expected.merge(test::all_names<operation>());
  CHECK(ids == expected);
}

TEST_CASE("the server shows its contract") {
  test::server_world world{
    [](auto& options) { options.contract = contract_path; }};
  const auto answer = world.get("/openapi.json");
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body) == contract());
}

TEST_CASE("the server shows the contract of its socket") {
  const std::string path = test::source_dir() + "/config/asyncapi.json";
  test::server_world world{
    [&](auto& options) { options.socket_contract = path; }};
  const auto answer = world.get("/asyncapi.json");
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body) == json::parse(std::ifstream{path}));
}

TEST_CASE("without a contract's file there is no such page") {
  const test::server_world world;
  CHECK(world.get("/openapi.json").status == 404);
  CHECK(world.get("/asyncapi.json").status == 404);
}
