/// The cases of the confidence rule that the dashboard's tests read too: both
/// programs say the same of each.

#include "messages/rating.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

using namespace dossier;
using json = nlohmann::json;

namespace {

stage_definition stage_of(const json& declared) {
  stage_definition result;
  result.id = declared.at("stage");
  result.kind = declared.at("kind") == "computed" ? stage_kind::computed
                                                  : stage_kind::model;
  return result;
}

pipeline_ptr graph_of(const json& declared) {
  pipeline graph;
  for (const auto& stage : declared.at("stages"))
    graph.stages.push_back(stage_of(stage));
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    for (const auto& need : declared.at("stages")[i].at("needs"))
      graph.stages[i].needs.set(graph.find(need.get<std::string>()).value());
  for (const auto& anchor : declared.at("anchors"))
    graph.confidence_anchors.set(graph.find(anchor.get<std::string>()).value());
  graph.foundation = graph.find("foundation").value();
  return std::make_shared<const pipeline>(std::move(graph));
}

job_state job_of(const json& example, const json& shared) {
  job_state job;
  job.graph = graph_of(
    shared.at("pipelines").at(example.at("pipeline").get<std::string>()));
  for (const auto letter : example.at("stages").get<std::string>()) {
    const auto& said = shared.at("letters").at(std::string{letter});
    stage_state stage;
    stage.status
      = parse_stage_status(said.at("status").get<std::string>()).value();
    stage.level
      = parse_confidence(said.at("confidence").get<std::string>()).value();
    job.stages.push_back(stage);
  }
  return job;
}

} // namespace

TEST_CASE("the engine rates a report as the cases say that it shares with the "
          "dashboard") {
  const auto shared = json::parse(
    std::ifstream{test::source_dir() + "/tests/shared/confidence.json"});
  REQUIRE(shared.at("cases").size() >= 12);
  for (const auto& example : shared.at("cases")) {
    INFO(example.at("claim"));
    const auto job = job_of(example, shared);
    REQUIRE(job.stages.size() == job.graph->stages.size());
    CHECK(to_string(overall_confidence(job)) == example.at("overall"));
    CHECK(confidence_coverage(job)
          == coverage{example.at("have"), example.at("of")});
  }
}
