#include "actors/report/review.hpp"
#include "actors/report/section.hpp"
#include "messages/hash.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

using names = std::vector<std::string>;

/// The company graph with schemas that any object satisfies.
pipeline_ptr open_graph() {
  auto graph = make_company_graph();
  for (auto& stage : graph.stages) {
    stage.ask.schema = {{"type", "object"}};
    stage.ask.schema_text = stage.ask.schema.dump();
  }
  return std::make_shared<const pipeline>(std::move(graph));
}

/// A job whose stages may be rerun.
struct rerun_world : job_world {
  rerun_world() : job_world(some_request(), open_graph()) {
  }

  rules::command_facts facts() {
    rules::command_facts result;
    result.checks = &checks;
    return result;
  }

  reply rerun_of(std::vector<std::string> sections,
                 enum cascade cascade = cascade::none) {
    rerun_command command;
    command.sections = std::move(sections);
    command.cascade = cascade;
    return apply_command(std::move(command), facts());
  }

  report::section_checks checks{state().graph};
};

struct ended_world : rerun_world {
  ended_world() {
    price = {{10, 20, 0, 0}, 700};
    admit();
    complete({0, 2, 3, 8, 4, 6, 5, 7, 1, 9, 10});
    REQUIRE(state().status == job_status::completed);
  }

  /// The current output of a stage as history would have it.
  section_version version_of(stage_index stage) const {
    section_version result;
    result.version = at(stage).version;
    result.generation = state().generation;
    result.hash = at(stage).output_hash;
    result.level = at(stage).level;
    result.sources_used = at(stage).sources_used;
    result.inputs = at(stage).inputs;
    result.prompt_fingerprint = at(stage).prompt_fingerprint;
    result.text = now.outputs[stage];
    return result;
  }

  reply restore(stage_index stage, const section_version& version) {
    auto known = facts();
    known.version = version;
    return apply_command(
      restore_command{state().graph->stages[stage].id, version.version},
      std::move(known));
  }
};

nlohmann::json body_of(const reply& reply) {
  return nlohmann::json::parse(*reply.body);
}

} // namespace

// -- rerun --------------------------------------------------------------------

TEST_CASE_METHOD(ended_world, "a rerun resets its stages and nothing else",
                 "[command][rerun_accepted]") {
  auto untouched = at(section_4);
  auto answer = rerun_of({"section_3"});
  CHECK(answer.status == 202);
  CHECK(body_of(answer)
        == nlohmann::json{{"jobId", "job-1"},
                          {"status", "queued"},
                          {"sections", {"section_3"}},
                          {"recomputed", {"section_10"}},
                          {"stale", {"section_1", "section_5"}},
                          {"generation", 2},
                          {"message", "Rerunning 1 sections. Other sections "
                                      "remain unchanged."}});
  CHECK(
    last_names()
    == names{"job.rerun", "stage.reset section_3", "stage.reset section_10"});
  CHECK(letters() == "+++.++++++.");
  CHECK(state().status == job_status::queued);
  CHECK(state().generation == 2);
  CHECK_FALSE(state().started_at);
  CHECK_FALSE(state().completed_at);
  CHECK(at(section_3).attempts == 0);
  CHECK(at(section_3).version == 1);
  CHECK(at(section_3).total.cost == 700);
  CHECK_FALSE(now.outputs[section_3]);
  CHECK(last().archived == set_of({3, 10}));
  CHECK(at(section_4) == untouched);
}

TEST_CASE_METHOD(ended_world, "a rerun section gets the next version",
                 "[command]") {
  rerun_of({"section_3"});
  admit();
  CHECK(letters() == "+++>++++++.");
  complete({3, 10});
  CHECK(at(section_3).version == 2);
  CHECK(state().status == job_status::completed);
  CHECK(at(section_3).total.cost == 1400);
}

TEST_CASE_METHOD(ended_world, "a key's answer is stored with its command",
                 "[command]") {
  job_command command;
  command.id = "job-1";
  command.by = "ann";
  rerun_command body;
  body.sections = {"section_8"};
  command.body = body;
  command.key = idempotency_record{"scope", "hash", {}, {}};
  auto done = rules::apply_command(now, command, facts(), {clock, draw, retry});
  const auto& record = *done.change.value().record;
  REQUIRE(record.idempotency);
  CHECK(record.idempotency->scope == "scope");
  CHECK(record.idempotency->answer.status == 202);
  CHECK(record.idempotency->created_at == clock);
}

TEST_CASE_METHOD(ended_world, "somebody else's job is not there", "[command]") {
  job_command command;
  command.by = "eve";
  command.body = delete_command{};
  auto refused
    = rules::apply_command(now, command, facts(), {clock, draw, retry});
  REQUIRE(refused.answer.refusal());
  CHECK(refused.answer.refusal()->code == problem_code::not_found);
  command.is_admin = true;
  CHECK(
    rules::apply_command(now, command, facts(), {clock, draw, retry}).change);
}

TEST_CASE_METHOD(ended_world, "of two reruns the second is too late",
                 "[command]") {
  CHECK(rerun_of({"section_3"}).status == 202);
  CHECK(rerun_of({"section_3"}).status == 409);
  CHECK(state().generation == 2);
}

TEST_CASE_METHOD(ended_world, "a job of an unknown type is not run",
                 "[command]") {
  rerun_command command;
  command.sections = {"section_3"};
  CHECK(apply_command(command).status == 422);
}

// -- cancel -------------------------------------------------------------------

TEST_CASE("a cancel ends what has not ended, and counts what it cost",
          "[command][job_cancelled]") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.complete(section_2);
  attempt_report aborted;
  aborted.key = world.key(section_3);
  aborted.calls = 2;
  aborted.spent = {{5, 6, 0, 0}, 11};
  rules::command_facts known;
  known.aborted = {aborted};
  auto answer = world.apply_command(cancel_command{}, known);
  CHECK(answer.status == 202);
  CHECK(world.letters() == "+c+cccccccc");
  CHECK(world.state().status == job_status::cancelled);
  CHECK(world.at(section_3).total.cost == 11);
  CHECK(world.last_names().front() == "job.cancelled");
  CHECK(world.last_names().back() == "job.finished");
  // Sections 3, 4, 6 and 8 had begun.
  CHECK(world.last().attempts.size() == 4);
  auto filed = std::find_if(
    world.last().attempts.begin(), world.last().attempts.end(),
    [](const auto& each) { return each.key.stage == section_3; });
  CHECK(filed->outcome == attempt_outcome::cancelled);
  CHECK(filed->calls == 2);
  CHECK_FALSE(world.complete(section_3));
  CHECK(world.apply_command(cancel_command{}).status == 409);
}

TEST_CASE("a cancel does not count a failed attempt twice", "[command]") {
  job_world world;
  world.price = {{1, 1, 0, 0}, 3};
  world.admit();
  world.fail(foundation, error_class::transient);
  attempt_report stale;
  stale.key = world.key(foundation);
  stale.spent = world.price;
  rules::command_facts known;
  known.aborted = {stale};
  world.apply_command(cancel_command{}, known);
  CHECK(world.at(foundation).total.cost == 3);
  CHECK(world.last().attempts.empty());
  CHECK(world.at(foundation).last_error == "transient");
}

TEST_CASE_METHOD(rerun_world, "a queued job can be cancelled, and rerun",
                 "[command]") {
  CHECK(apply_command(cancel_command{}).status == 202);
  CHECK(letters() == "ccccccccccc");
  CHECK(rerun_of({"section_8"}).status == 202);
  admit();
  complete({0, 8});
  CHECK(letters() == "+ccccccc+c>");
  complete(section_10);
  CHECK(state().status == job_status::cancelled);
}

TEST_CASE_METHOD(
  rerun_world, "a rerun that leaves stages cancelled ends its job as cancelled",
  "[command][some_cancelled]") {
  admit();
  complete(foundation);
  apply_command(cancel_command{});
  REQUIRE(rerun_of({"section_2"}).status == 202);
  admit();
  complete(section_2);
  CHECK(state().status == job_status::running);
  complete(section_10);
  CHECK(letters() == "+c+ccccccc+");
  CHECK(last_names() == names{"stage.completed section_10", "job.finished"});
  CHECK(state().status == job_status::cancelled);
  // By what its stages add up to: nobody has cancelled this generation.
  CHECK_FALSE(state().cancelled);
}

// -- changes ------------------------------------------------------------------

TEST_CASE("tags, priority and budget can be changed", "[command]") {
  job_world world;
  update_command change;
  change.tags = std::vector<std::string>{"q3"};
  change.priority = 7;
  change.budget = budget_change{5};
  CHECK(world.apply_command(change).status == 200);
  CHECK(world.state().request.tags == names{"q3"});
  CHECK(world.state().request.priority == 7);
  CHECK(world.state().request.budget == 5);
  CHECK(world.last_names() == names{"job.updated"});
  world.admit();
  CHECK(world.apply_command(change).status == 409);
  change.priority.reset();
  CHECK(world.apply_command(change).status == 200);
}

TEST_CASE("a budget that is taken away stops nothing any more", "[command]") {
  auto request = some_request();
  request.budget = 50;
  job_world world{request};
  world.price.cost = 100;
  world.admit();
  CHECK(world.apply_command(update_command{{}, {}, budget_change{}}).status
        == 200);
  CHECK_FALSE(world.state().request.budget);
  world.complete(foundation);
  CHECK(world.at(section_2).status == stage_status::running);
}

TEST_CASE("a change of nothing is no transaction", "[command]") {
  job_world world;
  CHECK(world.apply_command(update_command{}).status == 200);
  CHECK(world.commits.size() == 1);
}

// -- restore ------------------------------------------------------------------

TEST_CASE_METHOD(ended_world, "an old version becomes the newest",
                 "[command][version_restored][stage_recomputed]") {
  auto old = version_of(section_2);
  rerun_of({"section_2"});
  admit();
  complete(section_2, section_document("other figures"));
  complete(section_10);
  REQUIRE(at(section_4).stale);
  auto spent = at(section_2).total;
  auto answer = restore(section_2, old);
  CHECK(body_of(answer)
        == nlohmann::json{{"jobId", "job-1"},
                          {"stage", "section_2"},
                          {"version", 3},
                          {"status", "completed"}});
  CHECK(at(section_2).version == 3);
  CHECK(at(section_2).output_hash == old.hash);
  CHECK(at(section_2).attempts == 1);
  CHECK(at(section_2).total == spent);
  CHECK(*now.outputs[section_2] == *old.text);
  CHECK_FALSE(at(section_4).stale);
  CHECK(state().generation == 2);
  CHECK(last_names()
        == names{"stage.restored section_2", "stage.fresh section_1",
                 "stage.fresh section_4", "stage.fresh section_6",
                 "stage.completed section_10", "job.finished"});
  CHECK(at(section_10).version == 3);
}

TEST_CASE_METHOD(ended_world, "a restored version may be stale itself",
                 "[command]") {
  auto old = version_of(section_6);
  rerun_of({"section_2"});
  admit();
  complete(section_2, section_document("other figures"));
  complete(section_10);
  restore(section_6, old);
  CHECK(at(section_6).stale);
}

TEST_CASE_METHOD(ended_world,
                 "a computed section that cannot be made anew is "
                 "marked stale as others are",
                 "[command]") {
  auto figures = version_of(section_2);
  rerun_of({"section_2"});
  admit();
  complete(section_2, section_document("other figures"));
  complete(section_10);
  auto appendix = version_of(section_10);
  rerun_of({"foundation"});
  admit();
  apply_command(cancel_command{});
  restore(section_10, appendix);
  REQUIRE_FALSE(at(section_10).stale);
  restore(section_2, figures);
  CHECK(at(section_10).status == stage_status::completed);
  CHECK(at(section_10).version == 3);
  CHECK(at(section_10).stale);
}

TEST_CASE_METHOD(ended_world, "a failed section can be restored", "[command]") {
  auto old = version_of(section_2);
  rerun_of({"section_2"});
  admit();
  fail(section_2);
  complete(section_10);
  REQUIRE(state().status == job_status::completed_with_errors);
  restore(section_2, old);
  CHECK(state().status == job_status::completed);
  CHECK_FALSE(at(section_2).last_error);
}

TEST_CASE_METHOD(ended_world, "only what there is can be restored",
                 "[command]") {
  CHECK(apply_command(restore_command{"section_2", 9}, facts()).status == 404);
  rerun_of({"section_2"});
  CHECK(restore(section_3, version_of(section_3)).status == 409);
}

// -- delete -------------------------------------------------------------------

TEST_CASE_METHOD(ended_world, "only an ended job can be deleted",
                 "[command][job_removed]") {
  job_command command;
  command.by = "ann";
  command.body = delete_command{};
  auto done = rules::apply_command(now, command, facts(), {clock, draw, retry});
  CHECK(rules::render(done.answer).status == 204);
  REQUIRE(done.change);
  CHECK(done.change->record->is_removal);
  CHECK(done.change->record->expected_revision == state().revision);
  job_world active;
  CHECK(active.apply_command(delete_command{}).status == 409);
}
