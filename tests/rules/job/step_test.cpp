#include "actors/rules/job/step.hpp"
#include "actors/rules/requests/idempotency.hpp"
#include "tests/support/job_builder.hpp"

#include <algorithm>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

using names = std::vector<std::string>;

TEST_CASE("an undisturbed job is thirteen transactions") {
  job_world world;
  CHECK(world.state().status == job_status::queued);
  world.admit();
  CHECK(world.letters() == ">..........");
  world.complete(foundation);
  CHECK(world.letters() == "+.>>....>..");
  world.complete(section_2);
  CHECK(world.letters() == "+.+>>.>.>..");
  world.complete(section_3);
  world.complete(section_4);
  CHECK(world.letters() == "+.+++>>.>..");
  world.complete({section_5, section_6});
  CHECK(world.letters() == "+.+++++>>..");
  world.complete({section_8, section_7});
  CHECK(world.letters() == "+>+++++++>.");
  world.complete({section_1, section_9});
  CHECK(world.letters() == "++++++++++>");
  world.complete(section_10);
  CHECK(world.state().status == job_status::completed);
  CHECK(world.state().revision == 13);
  CHECK(world.state().last_seq == 1 + 1 + 2 * 11 + 1);
}

TEST_CASE("an outcome is committed with the starts it makes possible",
          "[stage_started]") {
  job_world world;
  CHECK(world.last_names() == names{"job.queued"});
  world.admit();
  CHECK(world.last_names() == names{"job.started", "stage.started foundation"});
  world.complete(foundation);
  CHECK(world.last_names()
        == names{"stage.completed foundation", "stage.started section_2",
                 "stage.started section_3", "stage.started section_8"});
  CHECK(world.latest.starts == set_of({2, 3, 8}));
  CHECK(world.last().changed == set_of({0, 2, 3, 8}));
}

TEST_CASE("the last outcome ends the job in the same transaction",
          "[all_completed]") {
  job_world world;
  world.admit();
  world.complete({0, 2, 3, 4, 5, 6, 7, 8, 1, 9});
  world.clock += 1min;
  world.complete(section_10);
  CHECK(world.last_names()
        == names{"stage.completed section_10", "job.finished"});
  CHECK(world.state().completed_at == noon + 1min);
}

TEST_CASE("a slow section holds only those that prefer it") {
  job_world world;
  world.admit();
  world.complete({0, 2, 3, 4, 5, 6, 7});
  CHECK(world.letters() == "+.++++++>>.");
  world.complete(section_9);
  CHECK(world.letters() == "+.++++++>+.");
}

TEST_CASE("a failure that a stage merely prefers does not hold it") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.fail(section_2);
  CHECK(world.letters() == "+xx>>.x.>..");
  CHECK(world.last_names()
        == names{"stage.failed section_2", "stage.failed section_1",
                 "stage.failed section_6", "stage.started section_4"});
}

TEST_CASE("a job is admitted once", "[job_admitted]") {
  job_world world;
  world.admit();
  CHECK_FALSE(world.apply(rules::admission{}));
  CHECK(world.commits.size() == 2);
}

TEST_CASE("a result that comes twice is recorded once") {
  job_world world;
  world.admit();
  auto report = world.completion(foundation);
  CHECK(world.apply(report));
  CHECK_FALSE(world.apply(report));
  CHECK(world.at(foundation).version == 1);
}

TEST_CASE("a failure that comes twice costs one attempt") {
  job_world world;
  world.admit();
  auto report = world.failure(foundation, error_class::transient);
  CHECK(world.apply(report));
  CHECK_FALSE(world.apply(report));
  world.wait_out(foundation);
  CHECK_FALSE(world.apply(report));
  CHECK(world.at(foundation).attempts == 2);
}

TEST_CASE("a result of an older attempt or generation is outdated") {
  job_world world;
  world.admit();
  auto late = world.completion(foundation);
  world.fail(foundation, error_class::transient);
  CHECK_FALSE(world.apply(late));
  world.wait_out(foundation);
  CHECK_FALSE(world.apply(late));
  auto other = world.completion(foundation);
  other.key.generation = 2;
  CHECK_FALSE(world.apply(other));
  other.key = {200, 1, 1};
  CHECK_FALSE(world.apply(other));
  CHECK(world.letters() == ">..........");
}

TEST_CASE("a result for a stage that never started is outdated") {
  job_world world;
  world.admit();
  CHECK_FALSE(world.complete(section_2));
  CHECK_FALSE(world.fail(section_2));
}

TEST_CASE("a timer that fires twice, or outlives its wait, starts nothing") {
  job_world world;
  world.admit();
  CHECK_FALSE(world.apply(world.due(foundation)));
  world.fail(foundation, error_class::transient);
  auto due = world.due(foundation);
  CHECK(world.apply(due));
  CHECK_FALSE(world.apply(due));
  world.fail(foundation, error_class::transient);
  CHECK_FALSE(world.apply(due));
  CHECK(world.letters() == "~..........");
  CHECK_FALSE(world.apply(attempt_due{{200, 1, 0}}));
}

TEST_CASE("a stage runs from the start of its first attempt to its end") {
  job_world world;
  world.admit();
  world.clock += 1s;
  world.fail(foundation, error_class::transient);
  world.wait_out(foundation);
  world.clock += 1s;
  world.complete(foundation);
  CHECK(world.at(foundation).started_at == noon);
  CHECK(world.at(foundation).completed_at == noon + 7s);
  CHECK(world.at(foundation).duration == 7s);
}

TEST_CASE("a clock that is set back makes no duration negative") {
  job_world world;
  world.admit();
  world.clock -= 1h;
  world.complete(foundation);
  CHECK(world.at(foundation).duration == 0ms);
  auto event = json::parse(*world.last().events.at(0).text);
  CHECK(event["data"]["durationMs"] == 0);
}

TEST_CASE("an output is published with its hash and version",
          "[stage_completed]") {
  job_world world;
  world.admit();
  world.complete(foundation);
  const auto& output = world.last().outputs.at(0);
  CHECK(output.stage == foundation);
  CHECK(output.version == 1);
  CHECK(output.hash == world.at(foundation).output_hash);
  CHECK(output.text == world.now.outputs[foundation]);
  CHECK(world.at(foundation).level == confidence::high);
}

TEST_CASE("a verdict reports to a stage what was committed of it") {
  job_world world;
  world.admit();
  auto first = rules::verdict_on(world.latest, foundation);
  CHECK(first.status == stage_status::running);
  CHECK(first.started == attempt_key{foundation, 1, 1});
  CHECK(first.starts.none());
  world.complete(foundation);
  auto done = rules::verdict_on(world.latest, foundation);
  CHECK(done.status == stage_status::completed);
  CHECK(done.output == world.now.outputs[foundation]);
  CHECK_FALSE(done.started);
  CHECK(done.starts == set_of({2, 3, 8}));
  world.fail(section_2, error_class::transient);
  auto waits = rules::verdict_on(world.latest, section_2);
  CHECK(waits.next_attempt_at == noon + 5s);
  CHECK_FALSE(waits.started);
}

TEST_CASE("a commit carries what the store must hold for it to apply") {
  job_world world;
  world.now.lease = 7;
  world.admit();
  CHECK(world.commits.at(0)->expected_revision == 0);
  CHECK(world.last().expected_revision == 1);
  CHECK(world.last().lease == 7);
  CHECK(world.last().after == world.now.state);
}

TEST_CASE("a name that looks like an id is no source's, in any section") {
  job_world world;
  world.admit();
  auto source = [](const char* id, const char* citation) {
    return nlohmann::json{{"id", id}, {"citation", citation}, {"date", "2026"}};
  };
  auto first = section_document("Up (S1).");
  first["source_catalog"] = {source("S1", "Annual report")};
  world.complete(foundation, first);
  world.complete(section_2, section_document("The Audi S2 sells (S1)."));
  auto brings = section_document("It fell (S2).");
  brings["new_sources"] = {source("S2", "Press release")};
  world.complete(section_3, brings);
  CHECK(world.now.sources->back().id == "S3");
  CHECK(world.at(section_2).sources_used == std::vector<std::string>{"S1"});
  CHECK(world.at(section_3).sources_used == std::vector<std::string>{"S3"});
}

TEST_CASE("a source that came while a section was written is not its own") {
  job_world world;
  world.admit();
  auto first = section_document("Up (S1).");
  first["source_catalog"]
    = {{{"id", "S1"}, {"citation", "Annual report"}, {"date", "2026"}}};
  world.complete(foundation, first);
  auto slow
    = world.completion(section_2, section_document("as Reuters S2 says (S1)"));
  auto brings = section_document("It fell (S2).");
  brings["new_sources"]
    = {{{"id", "S2"}, {"citation", "Press release"}, {"date", "2026"}}};
  world.complete(section_3, brings);
  world.apply(slow);
  CHECK(world.at(section_2).sources_used == std::vector<std::string>{"S1"});
}

TEST_CASE("sources that a section brings join the catalogue") {
  job_world world;
  world.admit();
  auto document = section_document("Revenue grew (S1).");
  document["source_catalog"] = {{{"id", "S1"},
                                 {"citation", "10-K 2025"},
                                 {"type", "filing"},
                                 {"date", "2025"}}};
  document["sources_used"] = {"S1"};
  world.complete(foundation, document);
  REQUIRE(world.now.sources->size() == 1);
  CHECK(world.now.sources->at(0).citation == "10-K 2025");
  CHECK(world.last().sources == *world.now.sources);
  CHECK(world.at(foundation).sources_used == names{"S1"});
}

// -- late calls ---------------------------------------------------------------

TEST_CASE("what a late call has cost still counts", "[step]") {
  job_world world;
  world.admit();
  auto lost = world.key(foundation);
  world.apply_command(cancel_command{});
  CHECK(world.apply(late_usage{lost, {{1, 2, 0, 0}, 9}}));
  CHECK(world.last_names() == names{"stage.usage foundation"});
  CHECK(world.at(foundation).total.cost == 9);
  CHECK(world.last().late.size() == 1);
  REQUIRE(world.last().idempotency);
  CHECK(world.last().idempotency->scope
        == rules::late_usage_scope(world.state().id, lost));
  CHECK(world.state().status == job_status::cancelled);
  auto revision = world.state().revision;
  CHECK_FALSE(world.apply(late_usage{lost, {}}));
  CHECK(world.state().revision == revision);
  CHECK(world.apply(late_usage{lost, {}, 1}));
  CHECK(world.last().late.front().calls == 1);
}
