/// What every store keeps of the way to a state: outputs and their versions,
/// sources, attempts, events.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

#include <tuple>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

// -- outputs ------------------------------------------------------------------

STORE_TEST("an output is returned byte by byte") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto text = "{\"text\":\"" + std::string(50'000, 'x') + " \u00e9\u4e16\"}";
  auto commit = step_to(*before, *before);
  commit.outputs.push_back(output_of(1, 1, text));
  apply(world, commit);
  auto found = world.reader->find_job("job-1");
  REQUIRE(found->outputs.size() == 3);
  CHECK_FALSE(found->outputs[0]);
  CHECK(*found->outputs[1] == text);
}

STORE_TEST("an archived output leaves the report") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  commit.outputs.push_back(output_of(0, 1, R"(["kept"])"));
  commit.outputs.push_back(output_of(1, 1, R"(["gone"])"));
  apply(world, commit);
  auto reset = step_to(*commit.after, *commit.after);
  reset.archived.set(1);
  reset.archived.set(2);
  apply(world, reset);
  auto found = world.reader->find_job("job-1");
  CHECK(*found->outputs[0] == R"(["kept"])");
  CHECK_FALSE(found->outputs[1]);
  CHECK_FALSE(found->outputs[2]);
}

STORE_TEST("a report has the newest of what a stage had while it has none") {
  TestType world;
  auto state = sample_job("job-1");
  state.stages[1].version = 1;
  state.stages[1].level = confidence::medium;
  state.stages[1].sources_used = {"S2"};
  auto commit = create(state);
  commit.outputs.push_back(output_of(0, 1, R"(["kept"])"));
  commit.outputs.push_back(output_of(1, 1, R"(["first"])"));
  apply(world, commit);
  CHECK_FALSE(world.reader->find_report("job-1")->previous.at(1));
  auto after = *commit.after;
  after.stages[1].version = 2;
  after.stages[1].level = confidence::high;
  auto newer = step_to(*commit.after, after);
  newer.outputs.push_back(output_of(1, 2, R"(["second"])"));
  apply(world, newer);
  CHECK_FALSE(world.reader->find_report("job-1")->previous.at(1));
  auto reset = step_to(*newer.after, *newer.after);
  reset.archived.set(1);
  apply(world, reset);
  world.restart();
  auto found = world.reader->find_report("job-1");
  REQUIRE(found->previous.size() == 3);
  CHECK(*found->job.outputs[0] == R"(["kept"])");
  CHECK_FALSE(found->previous[0]);
  CHECK_FALSE(found->job.outputs[1]);
  REQUIRE(found->previous[1]);
  CHECK(found->previous[1]->version == 2);
  CHECK(found->previous[1]->level == confidence::high);
  CHECK(found->previous[1]->sources_used == std::vector<std::string>{"S2"});
  CHECK(found->previous[1]->created_at == at(3000));
  CHECK(*found->previous[1]->text == R"(["second"])");
  CHECK_FALSE(found->previous[2]);
}

STORE_TEST("there is no report of an unknown job") {
  TestType world;
  CHECK_FALSE(world.reader->find_report("job-1"));
}

STORE_TEST("a new output takes the place of the old one") {
  TestType world;
  auto state = sample_job("job-1");
  state.stages[1].version = 1;
  auto first = create(state);
  first.outputs.push_back(output_of(1, 1, R"(["old"])"));
  apply(world, first);
  auto after = *first.after;
  after.stages[1].version = 2;
  auto second = step_to(*first.after, after);
  second.outputs.push_back(output_of(1, 2, R"(["new"])"));
  apply(world, second);
  CHECK(*world.reader->find_job("job-1")->outputs[1] == R"(["new"])");
}

STORE_TEST("sources come in the order of their numbers and only grow") {
  TestType world;
  source_catalog first{{"S1", "a", "b", "c", "d", 0},
                       {"S10", "", "", "", "", 0}};
  auto commit = create(sample_job("job-1"));
  commit.sources = first;
  apply(world, commit);
  auto more = step_to(*commit.after, *commit.after);
  more.sources = {{"S1", "a", "b", "c", "d", 0}, {"S2", "new", "", "", "", 1}};
  apply(world, more);
  auto found = world.reader->find_job("job-1");
  CHECK(*found->sources
        == source_catalog{first[0], {"S2", "new", "", "", "", 1}, first[1]});
}

// -- attempts and events ------------------------------------------------------

STORE_TEST("attempts come by generation, stage and number") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  for (auto key : {attempt_key{1, 2, 1}, {1, 1, 2}, {1, 1, 1}, {0, 1, 1}})
    commit.attempts.push_back(attempt_of(key));
  apply(world, commit);
  auto found = world.reader->list_attempts("job-1");
  std::vector<attempt_key> keys;
  for (const auto& item : found->items)
    keys.push_back(item.key);
  CHECK(keys
        == std::vector{attempt_key{0, 1, 1}, attempt_key{1, 1, 1},
                       attempt_key{1, 1, 2}, attempt_key{1, 2, 1}});
  CHECK(found->state->id == "job-1");
}

STORE_TEST("an attempt is returned as it was recorded") {
  TestType world;
  auto written = attempt_of({2, 3, 4});
  auto commit = create(sample_job("job-1"));
  commit.attempts.push_back(written);
  apply(world, commit);
  auto found = world.reader->list_attempts("job-1")->items.at(0);
  CHECK(found.outcome == written.outcome);
  CHECK(found.error == written.error);
  CHECK(found.message == written.message);
  CHECK(found.model == written.model);
  CHECK(found.stop_reason == written.stop_reason);
  CHECK(found.calls == written.calls);
  CHECK(found.started_at == written.started_at);
  CHECK(found.completed_at == written.completed_at);
  CHECK(found.spent == written.spent);
}

STORE_TEST("an attempt recorded again replaces the first record") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  commit.attempts.push_back(attempt_of({0, 1, 1}));
  apply(world, commit);
  auto again = step_to(*commit.after, *commit.after);
  again.attempts.push_back(attempt_of({0, 1, 1}));
  again.attempts[0].outcome = attempt_outcome::completed;
  again.attempts[0].error = std::nullopt;
  apply(world, again);
  auto found = world.reader->list_attempts("job-1")->items;
  REQUIRE(found.size() == 1);
  CHECK(found[0].outcome == attempt_outcome::completed);
  CHECK_FALSE(found[0].error);
}

STORE_TEST("what a late call has cost is added to its attempt") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  commit.attempts.push_back(attempt_of({0, 1, 1}));
  commit.attempts.push_back(attempt_of({1, 1, 1}));
  auto before = commit.attempts[0].spent;
  auto calls = commit.attempts[0].calls;
  apply(world, commit);
  auto later = step_to(*commit.after, *commit.after);
  usage spent{{1, 2, 3, 4}, 5};
  later.late.push_back({{0, 1, 1}, spent, 2});
  apply(world, later);
  auto found = world.reader->list_attempts("job-1")->items;
  auto sum = before;
  sum += spent;
  CHECK(found.at(0).spent == sum);
  CHECK(found.at(0).calls == calls + 2);
  CHECK(found.at(1).spent == before);
}

STORE_TEST("events are read in pages, oldest first") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  auto state = *commit.after;
  for (std::uint64_t seq = 2; seq <= 5; ++seq)
    commit.events.push_back(sample_event(seq));
  state.last_seq = 5;
  commit.after = std::make_shared<const job_state>(state);
  apply(world, commit);
  auto page = world.reader->list_events({"job-1", 1, 3});
  CHECK(page->user == "local");
  CHECK(page->last_seq == 5);
  REQUIRE(page->items.size() == 3);
  CHECK(page->items.front().seq == 2);
  CHECK(*page->items.front().text == R"({"seq":2})");
  CHECK(page->items.back().seq == 4);
  CHECK(world.reader->list_events({"job-1", 4})->items.size() == 1);
  CHECK(world.reader->list_events({"job-1", 5})->items.empty());
}

// -- versions -----------------------------------------------------------------

namespace {

/// A job whose stage 1 has just completed with this version.
job_state completed(job_state job, unsigned version, const std::string& json) {
  auto& stage = job.stages[1];
  stage.status = stage_status::completed;
  stage.version = version;
  stage.output_hash = content_hash(json);
  stage.level = version % 2 == 0 ? confidence::medium : confidence::high;
  stage.sources_used = {"S" + std::to_string(version)};
  stage.inputs = {{0, "input-" + std::to_string(version)}};
  stage.prompt_fingerprint = "recipe-" + std::to_string(version);
  return job;
}

/// The same after a reset, as a rerun does it.
commit reset(const job_state& before) {
  auto after = before;
  ++after.generation;
  auto& stage = after.stages[1];
  stage = {};
  stage.version = before.stages[1].version;
  stage.total = before.stages[1].total;
  auto change = step_to(before, after);
  change.archived.set(1);
  return change;
}

commit complete(const job_state& before, unsigned version,
                const std::string& json) {
  auto change = step_to(before, completed(before, version, json));
  change.outputs.push_back(output_of(1, version, json));
  change.outputs[0].generation = before.generation;
  change.outputs[0].created_at = at(3000 + version);
  return change;
}

const std::string first_text = R"(["one"])";
const std::string second_text = R"(["two"])";

/// Written, reset, written again, and the first restored: three versions, and
/// the states on the way.
template <class World>
struct history {
  explicit history(World& world) {
    add(world, create(sample_job("job-1")));
    add(world, complete(*steps.back(), 1, first_text));
    add(world, reset(*steps.back()));
    add(world, complete(*steps.back(), 2, second_text));
    auto restored = complete(*steps.back(), 3, first_text);
    restored.outputs[0].restored_from = 1;
    add(world, restored);
  }

  void add(World& world, commit commit) {
    steps.push_back(commit.after);
    REQUIRE(apply(world, std::move(commit)) == commit_result::applied);
  }

  std::vector<job_state_ptr> steps;
};

std::vector<unsigned> numbers_of(const version_list& list) {
  std::vector<unsigned> result;
  for (const auto& item : list.items)
    result.push_back(item.version);
  return result;
}

} // namespace

STORE_TEST("all versions of an output are listed, newest first, without text") {
  TestType world;
  history all(world);
  auto list = world.reader->list_versions("job-1", "section_1");
  REQUIRE(list);
  CHECK(list->stage == 1);
  check_equal(*list->state, *all.steps.back());
  CHECK(numbers_of(*list) == std::vector<unsigned>{3, 2, 1});
  for (const auto& item : list->items)
    CHECK_FALSE(item.text);
}

STORE_TEST("a version keeps what its stage knew when it was written") {
  TestType world;
  history all(world);
  auto list = world.reader->list_versions("job-1", "section_1");
  REQUIRE(list->items.size() == 3);
  const auto& [third, second, first]
    = std::tie(list->items[0], list->items[1], list->items[2]);
  CHECK(first.generation == 1);
  CHECK(first.hash == content_hash(first_text));
  CHECK(first.created_at == at(3001));
  CHECK(first.level == confidence::high);
  CHECK(first.sources_used == std::vector<std::string>{"S1"});
  CHECK(first.inputs == std::vector<input_hash>{{0, "input-1"}});
  CHECK(first.prompt_fingerprint == "recipe-1");
  CHECK_FALSE(first.restored_from);
  CHECK(second.generation == 2);
  CHECK(second.hash == content_hash(second_text));
  CHECK(second.created_at == at(3002));
  CHECK(second.level == confidence::medium);
  CHECK(second.sources_used == std::vector<std::string>{"S2"});
  CHECK(second.inputs == std::vector<input_hash>{{0, "input-2"}});
  CHECK(second.prompt_fingerprint == "recipe-2");
  CHECK(third.generation == 2);
  CHECK(third.hash == first.hash);
  CHECK(third.restored_from == 1u);
}

STORE_TEST("one version comes with its text, whether current or old") {
  TestType world;
  history all(world);
  auto text_of_version = [&](unsigned version) {
    auto list = world.reader->find_version("job-1", "section_1", version);
    REQUIRE(list);
    REQUIRE(numbers_of(*list) == std::vector{version});
    return *list->items[0].text;
  };
  CHECK(text_of_version(1) == first_text);
  CHECK(text_of_version(2) == second_text);
  CHECK(text_of_version(3) == first_text);
}

STORE_TEST("an unknown version is none, an unknown stage or job no list") {
  TestType world;
  history all(world);
  auto& reader = *world.reader;
  CHECK(reader.find_version("job-1", "section_1", 4)->items.empty());
  CHECK(reader.find_version("job-1", "section_1", 0)->items.empty());
  CHECK(reader.find_version("job-1", "section_2", 1)->items.empty());
  CHECK(reader.list_versions("job-1", "section_2")->items.empty());
  CHECK_FALSE(reader.list_versions("job-1", "section_9"));
  CHECK_FALSE(reader.list_versions("job-2", "section_1"));
  CHECK_FALSE(reader.find_version("job-1", "section_9", 1));
  CHECK_FALSE(reader.find_version("job-2", "section_1", 1));
}

STORE_TEST("after a reset a stage has its versions and no output") {
  TestType world;
  history all(world);
  all.add(world, reset(*all.steps.back()));
  CHECK_FALSE(world.reader->find_job("job-1")->outputs[1]);
  auto list = world.reader->list_versions("job-1", "section_1");
  CHECK(numbers_of(*list) == std::vector<unsigned>{3, 2, 1});
  REQUIRE(list->items.size() == 3);
  CHECK(list->items[0].restored_from == 1u);
  CHECK(list->state->stages[1].output_hash.empty());
}

STORE_TEST("a reset that finds no output adds no version") {
  TestType world;
  history all(world);
  all.add(world, reset(*all.steps.back()));
  all.add(world, reset(*all.steps.back()));
  CHECK(world.reader->list_versions("job-1", "section_1")->items.size() == 3);
}

STORE_TEST("after a restore a stage has the old output again") {
  TestType world;
  history all(world);
  all.add(world, reset(*all.steps.back()));
  auto restored = complete(*all.steps.back(), 4, second_text);
  restored.outputs[0].restored_from = 2;
  all.add(world, restored);
  CHECK(*world.reader->find_job("job-1")->outputs[1] == second_text);
  auto list = world.reader->find_version("job-1", "section_1", 4);
  REQUIRE(list->items.size() == 1);
  CHECK(list->items[0].restored_from == 2u);
  CHECK(*list->items[0].text == second_text);
}

STORE_TEST("an output written after a restore is restored from nothing") {
  TestType world;
  history all(world);
  all.add(world, complete(*all.steps.back(), 4, second_text));
  auto list = world.reader->list_versions("job-1", "section_1");
  REQUIRE(list->items.size() == 4);
  CHECK_FALSE(list->items[0].restored_from);
  CHECK(list->items[1].restored_from == 1u);
}

STORE_TEST("versions outlive a restart") {
  TestType world;
  history all(world);
  world.restart();
  auto list = world.reader->find_version("job-1", "section_1", 1);
  REQUIRE(list->items.size() == 1);
  CHECK(*list->items[0].text == first_text);
}
