/// What stands in the tables of the SQLite file, for people at a prompt and for
/// older programs' data.

#include "storage/sqlite/list_query.hpp"
#include "tests/storage/file_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

TEST_CASE("a job of an unknown report type is read with a graph of its rows") {
  file_world world;
  auto what = create(full_job("job-1"));
  world.apply(what);
  sqlite_reader stranger(world.directory.path(), {});
  auto found = *stranger.find_state("job-1");
  const auto& known = *what.after->graph;
  CHECK(found->graph->report_type == "sample");
  CHECK(found->graph->version == 3);
  CHECK(found->graph->foundation == 0);
  REQUIRE(found->graph->stages.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& stage = found->graph->stages[i];
    CHECK(stage.id == known.stages[i].id);
    CHECK(stage.name == stage.id);
    CHECK(stage.field == known.stages[i].field);
    CHECK(stage.kind == known.stages[i].kind);
    CHECK(stage.needs == known.stages[i].needs);
    CHECK(stage.prefers == known.stages[i].prefers);
    CHECK(stage.max_attempts == known.stages[i].max_attempts);
  }
  CHECK(found->stages == what.after->stages);
}

TEST_CASE("a pipeline that lost a stage does not change old jobs") {
  file_world world;
  world.apply(create(full_job("job-1")));
  auto shorter = std::make_shared<pipeline>(*sample_pipeline());
  shorter->stages.pop_back();
  sqlite_reader reader(world.directory.path(), {{"sample", shorter}});
  CHECK((*reader.find_state("job-1"))->graph->stages.size() == 3);
}

TEST_CASE("a report can be read as one row with a column for each section") {
  file_world world;
  auto what = create(full_job("job-1"));
  what.outputs.push_back(output_of(0, 4, R"({"a":1})"));
  what.outputs.push_back(output_of(1, 4, R"({"b":2})"));
  what.sources.push_back({"S1", "Annual report", "", "", "", 0});
  world.apply(what);
  CHECK(world.ask("SELECT foundation FROM ResearchReport") == R"({"a":1})");
  CHECK(world.ask("SELECT executiveSummary FROM ResearchReport")
        == R"({"b":2})");
  CHECK(world.ask("SELECT appendix IS NULL FROM ResearchReport") == "1");
  CHECK(world.ask("SELECT metadata FROM ResearchReport")
        == R"({"sourceTracking":{"baseSourceCount":1,"sectionSources":)"
           R"({"foundation":["S1","S10"],"section_1":["S1","S10"],)"
           R"("section_2":["S1","S10"]}}})");
}

TEST_CASE("a job's row says what follows from its stages") {
  file_world world;
  auto job = sample_job("job-1");
  job.status = job_status::running;
  job.stages[0].status = stage_status::completed;
  job.stages[0].level = confidence::high;
  job.stages[0].total = {{1, 2, 3, 4}, 5};
  job.stages[1].status = stage_status::completed;
  job.stages[1].level = confidence::medium;
  job.stages[1].total = {{10, 20, 30, 40}, 50};
  job.stages[2].status = stage_status::running;
  world.apply(create(job));
  CHECK(world.ask("SELECT currentStage || ' ' || overallConfidence || ' ' || "
                  "round(progress, 2) || ' ' || cost || ' ' || "
                  "cacheWriteTokens FROM ResearchJob")
        == "section_2 MEDIUM 0.67 55 44");
}

TEST_CASE("replaced and archived outputs are kept as versions") {
  file_world world;
  auto job = sample_job("job-1");
  job.stages[0].version = 1;
  job.stages[0].output_hash = "first";
  job.stages[0].sources_used = {"S1"};
  auto first = create(job);
  first.outputs.push_back(output_of(0, 1, R"(["one"])"));
  world.apply(first);
  job = *first.after;
  job.stages[0].version = 2;
  job.stages[0].output_hash = "second";
  auto second = step_to(*first.after, job);
  second.outputs.push_back(output_of(0, 2, R"(["two"])"));
  second.outputs[0].generation = 2;
  world.apply(second);
  auto reset = step_to(*second.after, *second.after);
  reset.archived.set(0);
  world.apply(reset);
  CHECK(world.ask("SELECT group_concat(version || generation || outputHash || "
                  "sourcesUsed || output, ' ') FROM SectionVersion")
        == R"(11first["S1"]["one"] 22second["S1"]["two"])");
}

TEST_CASE("the built-in user is there") {
  file_world world;
  CHECK(world.ask("SELECT role FROM User WHERE id = 'local'") == "admin");
}

TEST_CASE("no page of jobs is sorted when it is read") {
  file_world world;
  auto database = world.prompt();
  for (auto order : {job_order::created_at, job_order::updated_at,
                     job_order::company_name, job_order::cost}) {
    job_query query;
    query.order = order;
    auto list = sqlite::make_list_query(query, word_search(""), {});
    SQLite::Statement plan(database, "EXPLAIN QUERY PLAN " + list.sql);
    while (plan.executeStep())
      CHECK(plan.getColumn(3).getString().find("TEMP B-TREE")
            == std::string::npos);
  }
}
