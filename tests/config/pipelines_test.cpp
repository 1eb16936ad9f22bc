#include "config/pipelines.hpp"
#include "config/text_file.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <unistd.h>

using namespace dossier;
using namespace dossier::config;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

/// A folder with one good report type, to be spoilt by a test.
struct pipelines_world {
  fs::path root = fs::temp_directory_path()
                  / ("dossier_pipelines_" + std::to_string(getpid()));
  fs::path folder = root / "small";
  json document = json::parse(R"({
    "reportType": "small", "name": "Small report", "version": 1,
    "system": ["prompts/role.md"], "data": {"offers": "offers.json"},
    "requiredVariables": ["geography"], "confidenceAnchors": ["next"],
    "stages": [
      {"id": "base", "name": "Base", "field": "base", "reportKey": "base",
       "kind": "model", "foundation": true, "prompt": "prompts/base.md",
       "schema": "schemas/any.json", "maxTokens": 100},
      {"id": "next", "name": "Next", "field": "next", "reportKey": "next",
       "kind": "model", "needs": ["base"], "prompt": "prompts/base.md",
       "schema": "schemas/any.json", "maxAttempts": 2, "maxTokens": 100,
       "maxTokensLarge": 200, "coerce": ["/a"],
       "checks": [{"name": "sum_at_most", "values": "/a", "max": 3,
                   "level": "warning"}],
       "split": {"over": "/segments", "label": "segment", "into": "/segments",
         "overview": {"prompt": "prompts/base.md", "schema": "schemas/any.json"},
         "item": {"prompt": "prompts/base.md", "schema": "schemas/any.json"}}},
      {"id": "last", "name": "Last", "field": "last", "reportKey": "last",
       "kind": "computed", "compute": "count", "needs": ["base"],
       "prefers": ["next"], "schema": "schemas/any.json"}
    ]})");

  pipelines_world() {
    fs::remove_all(root);
    fs::create_directories(folder / "prompts");
    fs::create_directories(folder / "schemas");
    put("prompts/role.md", "You write.");
    put("prompts/base.md", "About {{geography}}");
    put("schemas/any.json", "{\"type\": \"object\"}\n");
    put("offers.json", "[]");
  }

  ~pipelines_world() {
    fs::remove_all(root);
  }

  void put(const std::string& file, const std::string& text) const {
    std::ofstream{folder / file} << text;
  }

  std::variant<pipeline_catalog, faults> load() const {
    put("pipeline.json", document.dump(2));
    return load_pipelines({root});
  }

  /// Faults as text, with paths from the folder on.
  std::vector<std::string> told() const {
    auto outcome = load();
    std::vector<std::string> result;
    if (const auto* found = std::get_if<faults>(&outcome))
      for (auto fault : *found) {
        if (fault.file.rfind(folder.generic_string(), 0) == 0)
          fault.file.erase(0, folder.generic_string().size() + 1);
        result.push_back(to_string(fault));
      }
    return result;
  }

  json& at(const char* pointer) {
    return document[json::json_pointer{pointer}];
  }

  void drop(const char* parent, const char* key) {
    document.at(json::json_pointer{parent}).erase(key);
  }
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(pipelines_world, "a good folder becomes a pipeline") {
  auto outcome = load();
  REQUIRE(std::holds_alternative<pipeline_catalog>(outcome));
  const auto& graph = *std::get<pipeline_catalog>(outcome).at("small");
  CHECK(graph.name == "Small report");
  CHECK(graph.system == lines{"You write."});
  CHECK(graph.data.at("offers") == "[]");
  CHECK(graph.foundation == 0);
  CHECK(graph.confidence_anchors == stage_set{"010"});
  const auto& next = graph.stages[1];
  CHECK(next.needs == stage_set{"001"});
  CHECK(next.max_attempts == 2);
  CHECK(next.max_tokens_large == 200);
  CHECK(next.checks.at(0).level == check_level::warning);
  CHECK(next.checks.at(0).arguments == json{{"values", "/a"}, {"max", 3}});
  CHECK(next.coerce == lines{"/a"});
  CHECK(next.split->item.prompt == "About {{geography}}");
  CHECK(next.ask.schema_text == "{\"type\": \"object\"}\n");
  CHECK(next.ask.file == (folder / "prompts/base.md").generic_string());
  CHECK(graph.stages[2].kind == stage_kind::computed);
  CHECK(graph.stages[2].prefers == stage_set{"010"});
  CHECK(graph.stages[2].max_attempts == 3);
}

TEST_CASE_METHOD(pipelines_world, "each fault is reported with file and key") {
  struct example {
    const char* pointer;
    json value;
    const char* fault;
  };
  auto list = [](const char* text) { return json::parse(text); };
  auto table = std::vector<example>{
    {"/color", 3, "/color: unknown key"},
    {"/reportType", "other", "/reportType: is other, but the folder is small"},
    {"/name", "", "/name: is empty"},
    {"/version", 0, "/version: is no whole number from 1 to 1000000"},
    {"/system/0", "prompts/none.md",
     "/system/0: prompts/none.md: no such file"},
    {"/system/0", "../../../etc/passwd",
     "/system/0: ../../../etc/passwd lies outside the folder"},
    {"/system/0", "/etc/passwd",
     "/system/0: /etc/passwd lies outside the folder"},
    {"/data/offers", "none.json", "/data/offers: none.json: no such file"},
    {"/data/offers", 3, "/data/offers: is no text"},
    {"/confidenceAnchors", list(R"(["base", "gone"])"),
     "/confidenceAnchors: no such stage: gone"},
    {"/confidenceAnchors", list(R"(["next", "base", "next"])"),
     "/confidenceAnchors: next stands twice"},
    {"/confidenceAnchors", list(R"(["base", "last"])"),
     "/confidenceAnchors: last is computed; an anchor asks a model"},
    {"/confidenceAnchors", "base", "/confidenceAnchors: is no list"},
    {"/stages", list("[]"), "/stages: is no list of stages"},
    {"/stages", list("[3]"), "/stages/0: is no object"},
    {"/stages/1/color", 3, "/stages/1/color: unknown key"},
    {"/stages/1/id", "gone", "/stages/2/prefers: no such stage: next"},
    {"/stages/2/id", "Not This", "/stages/2/id: has more than a-z, 0-9 and _"},
    {"/stages/2/id", "next", "/stages/2/id: next stands twice"},
    {"/stages/1/field", "base", "/stages/1/field: base stands twice"},
    {"/stages/1/reportKey", "base", "/stages/1/reportKey: base stands twice"},
    {"/stages/1/reportKey", "warnings",
     "/stages/1/reportKey: warnings is taken"},
    {"/stages/1/kind", "magic",
     "/stages/1/kind: is neither model nor computed"},
    {"/stages/1/needs", list("[\"none\"]"),
     "/stages/1/needs: no such stage: none"},
    {"/stages/1/needs", list("[]"),
     "/stages/1/needs: next does not build on the foundation"},
    {"/stages/1/needs", list("[\"base\", \"base\"]"),
     "/stages/1/needs: base stands twice"},
    {"/stages/1/prefers", list("[\"base\"]"),
     "/stages/1/prefers: names a stage that is needed already"},
    {"/stages/1/prefers", list("[\"last\"]"),
     "/stages: a cycle keeps these from ever starting: next, last"},
    {"/stages/1/prefers", list("[\"next\"]"),
     "/stages: a cycle keeps these from ever starting: next, last"},
    {"/stages/0/prefers", list("[\"next\"]"),
     "/stages/0/needs: the foundation waits for nobody"},
    {"/stages/1/foundation", true,
     "/stages: 2 stages are the foundation; it must be one"},
    {"/stages/0/foundation", false,
     "/stages: 0 stages are the foundation; it must be one"},
    {"/stages/1/maxAttempts", 11,
     "/stages/1/maxAttempts: is no whole number from 1 to 10"},
    {"/stages/1/maxTokens", "many",
     "/stages/1/maxTokens: is no whole number from 1 to 1000000"},
    {"/stages/1/maxTokensLarge", 100,
     "/stages/1/maxTokensLarge: is not above maxTokens"},
    {"/stages/1/schema", "schemas/none.json",
     "/stages/1/schema: schemas/none.json: no such file"},
    {"/stages/1/prompt", "prompts/none.md",
     "/stages/1/prompt: prompts/none.md: no such file"},
    {"/stages/1/split/color", 3, "/stages/1/split/color: unknown key"},
    {"/stages/1/split/item/prompt", "prompts/none.md",
     "/stages/1/split/item/prompt: prompts/none.md: no such file"},
    {"/stages/1/checks/0/level", "loud",
     "/stages/1/checks/0/level: is neither error nor warning"},
    {"/stages/1/checks", 3, "/stages/1/checks: is no list"},
    {"/stages/1/coerce", list("[3]"),
     "/stages/1/coerce: has an entry that is no text"},
    {"/stages/2/prompt", "prompts/base.md", "/stages/2/prompt: unknown key"},
  };
  auto good = document;
  for (const auto& [pointer, value, fault] : table) {
    document = good;
    at(pointer) = value;
    INFO(pointer << " = " << value);
    CHECK_THAT(told(),
               Catch::VectorContains(std::string{"pipeline.json: "} + fault));
  }
}

TEST_CASE_METHOD(pipelines_world, "each missing key is reported") {
  struct example {
    const char* parent;
    const char* key;
  };
  auto good = document;
  for (const auto& [parent, key] : std::vector<example>{
         {"", "reportType"},
         {"", "name"},
         {"", "version"},
         {"", "stages"},
         {"/stages/1", "id"},
         {"/stages/1", "name"},
         {"/stages/1", "field"},
         {"/stages/1", "reportKey"},
         {"/stages/1", "prompt"},
         {"/stages/1", "schema"},
         {"/stages/1", "maxTokens"},
         {"/stages/2", "compute"},
         {"/stages/1/split", "over"},
         {"/stages/1/split", "item"},
         {"/stages/1/checks/0", "name"},
       }) {
    document = good;
    drop(parent, key);
    CHECK_THAT(told(),
               Catch::VectorContains("pipeline.json: " + std::string{parent}
                                     + "/" + key + ": is missing"));
  }
}

TEST_CASE_METHOD(pipelines_world, "files must say something") {
  put("prompts/base.md", " \n");
  CHECK(told().at(0) == "prompts/base.md: is empty");
  put("prompts/base.md", "\xff");
  CHECK(told().at(0) == "prompts/base.md: is not UTF-8");
  put("prompts/base.md", std::string(max_file_bytes + 1, 'x'));
  CHECK_THAT(told().at(0), Catch::Contains("is over 1 MiB"));
}

TEST_CASE_METHOD(pipelines_world, "broken JSON is reported with its line") {
  put("schemas/any.json", "{\n\"a\": 1,\n}");
  CHECK_THAT(told().at(0), Catch::StartsWith("schemas/any.json:3: "));
  put("schemas/any.json", "{\"a\": 1, \"a\": 2}");
  CHECK(told().at(0) == "schemas/any.json: a: stands twice");
  put("schemas/any.json", "{}");
  put("offers.json", "[");
  CHECK_THAT(told().at(0), Catch::StartsWith("offers.json:1: "));
}

TEST_CASE_METHOD(pipelines_world, "a link cannot lead out of the folder") {
  std::ofstream{root / "secret.md"} << "secret";
  fs::create_symlink(root / "secret.md", folder / "prompts/link.md");
  at("/system/0") = "prompts/link.md";
  CHECK(told().at(0)
        == "pipeline.json: /system/0: prompts/link.md lies outside the folder");
}

TEST_CASE_METHOD(pipelines_world, "paths without a pipeline are faults") {
  auto told_of = [](const fs::path& path) {
    return to_string(std::get<faults>(load_pipelines({path})).at(0));
  };
  CHECK_THAT(told_of(root / "none"), Catch::Contains("cannot be read"));
  CHECK_THAT(told_of(folder / "schemas"), Catch::Contains("hold no pipeline"));
  CHECK_THAT(told_of(folder), Catch::Contains("no such file"));
}

TEST_CASE_METHOD(pipelines_world, "a report type is there once") {
  put("pipeline.json", document.dump());
  auto outcome = load_pipelines({root, root});
  CHECK_THAT(to_string(std::get<faults>(outcome).at(0)),
             Catch::Contains("small is there already"));
}

TEST_CASE("the pipelines that are shipped load") {
  auto outcome
    = load_pipelines({fs::path{test::source_dir()} / "config/pipelines",
                      fs::path{test::source_dir()} / "tests/bench/pipeline"});
  if (const auto* found = std::get_if<faults>(&outcome))
    FAIL(to_string(found->front()));
  CHECK(std::get<pipeline_catalog>(outcome).count("company_intelligence") == 1);
  CHECK(std::get<pipeline_catalog>(outcome).count("bench") == 1);
}
