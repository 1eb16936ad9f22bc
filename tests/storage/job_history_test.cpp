/// What every store keeps of the way to a state: outputs and their versions,
/// sources, attempts, events.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

// -- outputs ------------------------------------------------------------------

STORE_TEST("an output is returned byte by byte") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto text = "{\"text\":\"" + std::string(50'000, 'x') + " \u00e9\u4e16\"}";
  auto what = step_to(*before, *before);
  what.outputs.push_back(output_of(1, 1, text));
  apply(world, what);
  auto found = world.reader->find_job("job-1");
  REQUIRE(found->outputs.size() == 3);
  CHECK_FALSE(found->outputs[0]);
  CHECK(*found->outputs[1] == text);
}

STORE_TEST("an archived output leaves the report") {
  TestType world;
  auto what = create(sample_job("job-1"));
  what.outputs.push_back(output_of(0, 1, R"(["kept"])"));
  what.outputs.push_back(output_of(1, 1, R"(["gone"])"));
  apply(world, what);
  auto reset = step_to(*what.after, *what.after);
  reset.archived.set(1);
  reset.archived.set(2);
  apply(world, reset);
  auto found = world.reader->find_job("job-1");
  CHECK(*found->outputs[0] == R"(["kept"])");
  CHECK_FALSE(found->outputs[1]);
  CHECK_FALSE(found->outputs[2]);
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
  auto what = create(sample_job("job-1"));
  what.sources = first;
  apply(world, what);
  auto more = step_to(*what.after, *what.after);
  more.sources = {{"S1", "a", "b", "c", "d", 0}, {"S2", "new", "", "", "", 1}};
  apply(world, more);
  auto found = world.reader->find_job("job-1");
  CHECK(*found->sources
        == source_catalog{first[0], {"S2", "new", "", "", "", 1}, first[1]});
}

// -- attempts and events ------------------------------------------------------

STORE_TEST("attempts come by generation, stage and number") {
  TestType world;
  auto what = create(sample_job("job-1"));
  for (auto key : {attempt_key{1, 2, 1}, {1, 1, 2}, {1, 1, 1}, {0, 1, 1}})
    what.attempts.push_back(attempt_of(key));
  apply(world, what);
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
  auto what = create(sample_job("job-1"));
  what.attempts.push_back(written);
  apply(world, what);
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
  auto what = create(sample_job("job-1"));
  what.attempts.push_back(attempt_of({0, 1, 1}));
  apply(world, what);
  auto again = step_to(*what.after, *what.after);
  again.attempts.push_back(attempt_of({0, 1, 1}));
  again.attempts[0].outcome = attempt_outcome::completed;
  again.attempts[0].error = std::nullopt;
  apply(world, again);
  auto found = world.reader->list_attempts("job-1")->items;
  REQUIRE(found.size() == 1);
  CHECK(found[0].outcome == attempt_outcome::completed);
  CHECK_FALSE(found[0].error);
}

STORE_TEST("events are read in pages, oldest first") {
  TestType world;
  auto what = create(sample_job("job-1"));
  auto state = *what.after;
  for (std::uint64_t seq = 2; seq <= 5; ++seq)
    what.events.push_back(sample_event(seq));
  state.last_seq = 5;
  what.after = std::make_shared<const job_state>(state);
  apply(world, what);
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
