#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// first ◀─ middle ◀─ last, all of which need the foundation.
pipeline_ptr chain() {
  pipeline graph;
  for (const auto* id : {"foundation", "first", "middle", "last"}) {
    stage_definition stage;
    stage.id = id;
    graph.stages.push_back(stage);
  }
  graph.stages[1].needs = set_of({0});
  graph.stages[2].needs = set_of({0, 1});
  graph.stages[3].needs = set_of({0, 2});
  return std::make_shared<const pipeline>(std::move(graph));
}

} // namespace

TEST_CASE("a failed stage fails those that need it, in the same transaction") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.clock += 1s;
  world.fail(section_2);
  const auto& blocked = world.at(section_6);
  CHECK(blocked.status == stage_status::failed);
  CHECK(blocked.last_error == "Blocked by failed dependency: section_2");
  CHECK(blocked.error == error_class::blocked);
  CHECK(blocked.blocked_by == section_2);
  CHECK(blocked.root_cause == section_2);
  CHECK(blocked.attempts == 0);
  CHECK(blocked.completed_at == noon + 1s);
  CHECK_FALSE(blocked.started_at);
  CHECK_FALSE(blocked.duration);
}

TEST_CASE("a blocked stage names what it needs, and what began it",
          "[stage_blocked]") {
  job_world world{some_request(), chain()};
  world.admit();
  world.complete(foundation);
  world.fail(1);
  CHECK(world.letters() == "+xxx");
  CHECK(world.at(2).last_error == "Blocked by failed dependency: first");
  CHECK(world.at(3).last_error == "Blocked by failed dependency: middle");
  CHECK(world.at(3).blocked_by == 2);
  CHECK(world.at(3).root_cause == 1);
  CHECK(world.state().status == job_status::completed_with_errors);
}

TEST_CASE("of two failed dependencies the one that failed is named for good") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.fail(section_3);
  CHECK(world.at(section_1).blocked_by == section_3);
  world.fail(section_2);
  CHECK(world.at(section_1).blocked_by == section_3);
  CHECK(world.at(section_1).last_error
        == "Blocked by failed dependency: section_3");
  CHECK(world.at(section_6).blocked_by == section_2);
}

TEST_CASE("a failed foundation fails the job and blocks all other stages",
          "[foundation_failed]") {
  job_world world;
  world.admit();
  world.fail(foundation, error_class::auth);
  CHECK(world.letters() == "xxxxxxxxxxx");
  CHECK(world.state().status == job_status::failed);
  CHECK(world.commits.size() == 3);
  for (auto stage = section_1; stage <= section_10;
       stage = company_stage(stage + 1)) {
    CHECK(world.at(stage).last_error
          == "Blocked by failed dependency: foundation");
    CHECK(world.at(stage).root_cause == foundation);
  }
  CHECK(world.last_names().back() == "job.finished");
}

TEST_CASE("stages that run when another fails go on") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.fail(section_8);
  CHECK(world.letters() == "+.>>....x..");
}
