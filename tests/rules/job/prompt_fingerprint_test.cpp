#include "actors/rules/job/prompt_fingerprint.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using rules::outdated_stages;
using rules::prompt_fingerprints_of;

namespace {

/// Prompts that name each other's words would tell nothing apart.
pipeline asking_graph() {
  auto graph = make_company_graph();
  for (auto& stage : graph.stages)
    stage.ask.prompt = "Write " + stage.id;
  return graph;
}

/// Stages whose prompt fingerprint differs between the two.
stage_set changed(const pipeline& before, const pipeline& after) {
  auto old = prompt_fingerprints_of(before, "m");
  auto fresh = prompt_fingerprints_of(after, "m");
  stage_set result;
  for (std::size_t i = 0; i < old->size(); ++i)
    result.set(i, old->at(i) != fresh->at(i));
  return result;
}

stage_set all_but(stage_index one) {
  return set_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}).reset(one);
}

} // namespace

TEST_CASE(
  "another prompt or schema is another fingerprint, for its stage alone") {
  const auto graph = asking_graph();
  CHECK(changed(graph, graph).none());
  auto prompt = graph;
  prompt.stages[section_2].ask.prompt += "!";
  CHECK(changed(graph, prompt) == set_of({section_2}));
  auto schema = graph;
  schema.stages[section_3].ask.schema_text = "{}";
  CHECK(changed(graph, schema) == set_of({section_3}));
  auto pieces = graph;
  pieces.stages[section_4].split.emplace();
  CHECK(changed(graph, pieces) == set_of({section_4}));
}

TEST_CASE("a file counts for the stages that put it into their prompts") {
  auto graph = asking_graph();
  graph.stages[section_5].ask.prompt = "Look at {{data:scale}}";
  graph.data["scale"] = "1 to 9";
  auto other = graph;
  other.data["scale"] = "A to F";
  CHECK(changed(graph, other) == set_of({section_5}));
}

TEST_CASE("what every stage is sent counts for all that ask a model") {
  const auto graph = asking_graph();
  auto other = graph;
  other.system.push_back("Be brief.");
  CHECK(changed(graph, other) == all_but(section_10));
}

TEST_CASE("a completed section that another prompt or model made is outdated") {
  job_world world;
  const auto& graph = *world.state().graph;
  auto old = prompt_fingerprints_of(graph, "old");
  auto fresh = prompt_fingerprints_of(graph, "new");
  world.prompt_fingerprints = old;
  world.admit();
  world.complete(foundation);
  world.complete(section_2);
  CHECK(outdated_stages(world.state(), graph, *old).none());
  CHECK(outdated_stages(world.state(), graph, *fresh)
        == set_of({foundation, section_2}));
}

TEST_CASE("a section whose fingerprint nobody noted is not outdated") {
  job_world world;
  world.admit();
  world.complete(foundation);
  const auto& graph = *world.state().graph;
  CHECK(
    outdated_stages(world.state(), graph, *prompt_fingerprints_of(graph, "m"))
      .none());
}

TEST_CASE("a section of a stage that is no more is not outdated") {
  job_world world;
  const auto& graph = *world.state().graph;
  world.prompt_fingerprints = prompt_fingerprints_of(graph, "old");
  world.admit();
  world.complete(foundation);
  auto smaller = graph;
  smaller.stages.erase(smaller.stages.begin());
  CHECK(outdated_stages(world.state(), smaller,
                        *prompt_fingerprints_of(smaller, "new"))
          .none());
}
