#include "actors/rules/views/pipeline_view.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;

TEST_CASE("a pipeline is shown with its graph and names") {
  auto shown = rules::show_pipeline(*company_graph());
  CHECK(shown["reportType"] == "company_intelligence");
  CHECK(shown["version"] == 1);
  CHECK(shown["confidenceAnchors"]
        == nlohmann::json{"foundation", "section_2"});
  REQUIRE(shown["stages"].size() == company_stages);
  CHECK(to_text(shown["stages"][section_6])
        == R"({"id":"section_6","name":"Peer Benchmarking",)"
           R"("field":"peerBenchmarking","reportKey":"section6",)"
           R"("kind":"model","needs":["foundation","section_2"],)"
           R"("prefers":[],"maxAttempts":3,"foundation":false,)"
           R"("schema":null})");
  CHECK(shown["stages"][foundation]["foundation"] == true);
  CHECK(shown["stages"][section_10]["kind"] == "computed");
}

TEST_CASE("a schema keeps the order in which it was written") {
  auto graph = make_company_graph();
  auto& asked = graph.stages[section_2].ask;
  asked.schema_text = R"({"type": "object", "properties": {"z": {}, "a": {}}})";
  asked.schema = nlohmann::json::parse(asked.schema_text);
  auto shown = rules::show_pipeline(graph);
  CHECK(to_text(shown["stages"][section_2]["schema"])
        == R"({"type":"object","properties":{"z":{},"a":{}}})");
}

TEST_CASE("the list of pipelines leaves schemas out") {
  auto shown
    = rules::list_pipelines({{"company_intelligence", company_graph()}});
  REQUIRE(shown["items"].size() == 1);
  CHECK(shown["items"][0]["name"] == "Company Intelligence Report");
  CHECK_FALSE(shown["items"][0]["stages"][section_1].contains("schema"));
}
