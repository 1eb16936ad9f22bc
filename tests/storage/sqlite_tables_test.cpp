/// What stands in the tables of the SQLite file, for people at a prompt and for
/// older programs' data.

#include "storage/sqlite/admin_queries.hpp"
#include "storage/sqlite/list_query.hpp"
#include "storage/sqlite/migrations.hpp"
#include "tests/storage/file_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

TEST_CASE("a job of an unknown report type is read with a graph of its rows") {
  file_world world;
  auto commit = create(full_job("job-1"));
  world.apply(commit);
  sqlite_reader stranger(world.directory.path(), {});
  auto found = *stranger.find_state("job-1");
  const auto& known = *commit.after->graph;
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
  CHECK(found->stages == commit.after->stages);
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
  auto commit = create(full_job("job-1"));
  commit.outputs.push_back(output_of(0, 4, R"({"a":1})"));
  commit.outputs.push_back(output_of(1, 4, R"({"b":2})"));
  commit.sources.push_back({"S1", "Annual report", "", "", "", 0});
  world.apply(commit);
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

namespace {

/// Makes of the file what the program before folded names wrote.
void make_older(file_world& world) {
  world.close();
  world.prompt().exec(R"sql(
    DROP INDEX ResearchJob_companyKey;
    ALTER TABLE ResearchJob DROP COLUMN companyKey;
    DROP TABLE JobGram;
    DELETE FROM Setting WHERE key = 'wordsVersion';
    CREATE INDEX ResearchJob_companyName
      ON ResearchJob (companyName COLLATE NOCASE);
    INSERT INTO JobText (JobText) VALUES ('delete-all');
    INSERT INTO JobText (rowid, words) VALUES (192, '株式会社トヨタ自動車');
    DELETE FROM WaitingText;
    PRAGMA user_version = 2;
  )sql");
}

commit japanese_job() {
  auto job = sample_job("toyota");
  job.request.company_name = "株式会社トヨタ自動車";
  job.stages[0].version = 1;
  auto change = create(job);
  change.outputs.push_back(output_of(0, 1, R"(["売上高は増加した"])"));
  return change;
}

std::vector<job_id> found_by(file_world& world, const std::string& text) {
  job_query query;
  query.text = text;
  std::vector<job_id> result;
  for (const auto& item : world.reader->list_jobs(query).items)
    result.push_back(item->id);
  return result;
}

} // namespace

TEST_CASE("an older file is indexed anew when it is opened") {
  file_world world;
  world.apply(japanese_job());
  auto other = sample_job("other");
  other.request.company_name = "Ärzte";
  world.apply(create(other));
  make_older(world);
  world.open();
  for (auto round : {"at once", "later"}) {
    INFO(round);
    CHECK(found_by(world, "自動車") == std::vector<job_id>{"toyota"});
    CHECK(found_by(world, "増加") == std::vector<job_id>{"toyota"});
    CHECK(found_by(world, "arzte") == std::vector<job_id>{"other"});
    while (world.store->run_maintenance())
      ;
  }
  CHECK(world.ask("SELECT companyKey FROM ResearchJob WHERE number = 1")
        == "株式会社とよた自動車");
  CHECK(world.ask("SELECT companyKey FROM ResearchJob WHERE number = 2")
        == "arzte");
  for (auto table : {"JobText", "JobGram"})
    world.prompt().exec("INSERT INTO " + std::string(table) + " ("
                        + std::string(table) + ") VALUES ('integrity-check')");
}

TEST_CASE("a file of this program is not indexed again when it is opened") {
  file_world world;
  world.apply(japanese_job());
  while (world.store->run_maintenance())
    ;
  world.close();
  world.open();
  CHECK(world.ask("SELECT count(*) FROM WaitingText") == "0");
  CHECK(found_by(world, "自動車") == std::vector<job_id>{"toyota"});
  world.close();
  world.prompt().exec("UPDATE Setting SET value = '0' "
                      "WHERE key = 'wordsVersion'");
  world.open();
  CHECK(world.ask("SELECT count(*) FROM WaitingText") == "2");
  CHECK(found_by(world, "自動車") == std::vector<job_id>{"toyota"});
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

namespace {

/// What `EXPLAIN QUERY PLAN` says, a line a step.
std::string plan_of(SQLite::Database& database, const std::string& sql) {
  SQLite::Statement plan(database, "EXPLAIN QUERY PLAN " + sql);
  std::string result;
  while (plan.executeStep())
    result += plan.getColumn(3).getString() + '\n';
  return result;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("ended jobs are read in the order of an index") {
  file_world world;
  auto database = world.prompt();
  auto plan = plan_of(database, sqlite::ended_jobs);
  CHECK(has(plan, "INDEX ResearchJob_completedAt"));
  CHECK_FALSE(has(plan, "TEMP B-TREE"));
}

TEST_CASE("samples are read from the end of the attempts") {
  file_world world;
  auto database = world.prompt();
  auto plan = plan_of(database, sqlite::newest_attempts);
  CHECK(has(plan, "SEARCH j USING INTEGER PRIMARY KEY"));
  CHECK_FALSE(has(plan, "StageAttempt_key"));
}

TEST_CASE("a removed job leaves no row behind") {
  file_world world;
  auto job = sample_job("job-1");
  job.stages[0].version = 1;
  auto first = create(job);
  first.outputs.push_back(output_of(0, 1, R"(["one 収益"])"));
  first.attempts.push_back(attempt_of({0, 1, 1}));
  first.sources.push_back({"S1", "", "", "", "", 0});
  world.apply(first);
  auto is_indexed = GENERATE(true, false);
  while (is_indexed && world.store->run_maintenance())
    ;
  auto second = step_to(*first.after, *first.after);
  second.outputs.push_back(output_of(0, 2, R"(["two"])"));
  world.apply(second);
  commit removal;
  removal.expected_revision = 2;
  removal.after = second.after;
  removal.is_removal = true;
  REQUIRE(world.apply(removal) == commit_result::applied);
  for (std::string table :
       {"ResearchJob", "ResearchSubJob", "JobEvent", "StageAttempt",
        "SectionVersion", "Source", "WaitingText"}) {
    INFO(table);
    CHECK(world.ask("SELECT count(*) FROM " + table) == "0");
  }
  CHECK(world.ask("SELECT count(*) FROM JobText WHERE JobText MATCH "
                  "'one OR two OR acme OR global'")
        == "0");
  CHECK(world.ask("SELECT count(*) FROM JobGram WHERE JobGram MATCH "
                  "'acm OR cme OR \"収益\" OR \"益\"'")
        == "0");
  CHECK_FALSE(world.store->run_maintenance());
  for (std::string table : {"JobText", "JobGram"})
    world.prompt().exec("INSERT INTO " + table + " (" + table
                        + ") VALUES ('integrity-check')");
}

TEST_CASE("the number of a removed job is not used again") {
  file_world world;
  world.apply(create(sample_job("job-1")));
  auto newest = create(sample_job("job-2"));
  world.apply(newest);
  commit removal;
  removal.expected_revision = 1;
  removal.after = newest.after;
  removal.is_removal = true;
  world.apply(removal);
  if (GENERATE(true, false)) {
    world.close();
    world.open();
  }
  world.apply(create(sample_job("job-3")));
  CHECK(world.ask("SELECT group_concat(number || id, ' ') FROM ResearchJob")
        == "1job-1 3job-3");
}

TEST_CASE("a file of the first version is brought up to date with its jobs") {
  temporary_directory older;
  {
    file_world world;
    auto job = sample_job("job-1");
    job.status = job_status::completed;
    job.completed_at = at(5000);
    world.apply(create(job));
    world.close();
    SQLite::Database file(sqlite::database_file(older.path()).string(),
                          SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    file.exec(sqlite::migrations().front().sql);
    file.exec("PRAGMA user_version = 1");
    file.exec("ATTACH '" + world.file().string() + "' AS newer");
    file.exec("DROP INDEX newer.ResearchJob_companyKey");
    file.exec("ALTER TABLE newer.ResearchJob DROP COLUMN companyKey");
    file.exec("INSERT INTO ResearchJob SELECT * FROM newer.ResearchJob");
  }
  sqlite_store store(older.path());
  sqlite_reader reader(older.path(), sample_catalog());
  CHECK(reader.find_ended({}) == std::vector<job_id>{"job-1"});
  auto next = share(create(sample_job("job-2")));
  CHECK(store.apply({&next, 1}).front() == commit_result::applied);
  CHECK(reader.list_ids({}, 10) == std::vector<job_id>{"job-1", "job-2"});
}
