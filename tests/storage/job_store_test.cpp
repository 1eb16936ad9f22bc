/// What every store owes its owner: jobs as they were written, whole groups or
/// nothing, and no commit on what has changed since.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

// -- one job ------------------------------------------------------------------

STORE_TEST("a store returns a new job as it was written") {
  TestType world;
  auto written = put(world, full_job("job-1"));
  auto found = find(world);
  check_equal(*found, *written);
  CHECK(found->graph == written->graph);
}

STORE_TEST("a store returns a changed job as it was written") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto after = full_job("job-1");
  // What is asked for is fixed, but for these three.
  after.request = before->request;
  after.request.tags = {"blue"};
  after.request.priority = 3;
  after.request.budget = 5;
  auto commit = step_to(*before, after);
  REQUIRE(apply(world, commit) == commit_result::applied);
  check_equal(*find(world), *commit.after);
}

STORE_TEST("a value that was removed is gone") {
  TestType world;
  auto full = full_job("job-1");
  auto before = put(world, full);
  auto after = sample_job("job-1");
  after.request = before->request;
  after.request.budget = std::nullopt;
  auto commit = step_to(*before, after);
  apply(world, commit);
  check_equal(*find(world), *commit.after);
}

STORE_TEST("a store finds nothing for an unknown id") {
  TestType world;
  CHECK_FALSE(world.reader->find_job("job-1"));
  CHECK_FALSE(world.reader->find_state("job-1"));
  CHECK_FALSE(world.reader->list_events({"job-1"}));
  CHECK_FALSE(world.reader->list_attempts("job-1"));
}

/// Job 1 with an attempt of its second stage under way.
template <class World>
job_state_ptr put_running(World& world) {
  auto job = sample_job("job-1");
  job.stages[1].status = stage_status::running;
  job.stages[1].attempts = 2;
  return put(world, job);
}

template <class World>
wait_reason note_hold(World& world, attempt_key key, wait_reason detail) {
  world.store->write_notes({{}, {}, {{"job-1", key, detail}}});
  return find(world)->stages[1].detail;
}

STORE_TEST("what holds a call back outlives the process") {
  TestType world;
  auto job = put_running(world);
  const attempt_key key{1, job->generation, 2};
  CHECK(note_hold(world, key, wait_reason::waiting) == wait_reason::waiting);
  world.restart();
  CHECK(find(world)->stages[1].detail == wait_reason::waiting);
  CHECK(note_hold(world, key, wait_reason::none) == wait_reason::none);
  CHECK(find(world)->revision == job->revision);
}

STORE_TEST("a hold is noted of the attempt that runs and of no other") {
  TestType world;
  auto job = put_running(world);
  const auto generation = job->generation;
  for (const attempt_key& other :
       {attempt_key{1, generation, 1}, attempt_key{1, generation, 3},
        attempt_key{1, generation + 1, 2}})
    CHECK(note_hold(world, other, wait_reason::throttled) == wait_reason::none);
  CHECK(note_hold(world, {0, generation, 2}, wait_reason::throttled)
        == wait_reason::none);
  world.store->write_notes({{}, {}, {{"job-2", {1, generation, 2}, {}}}});
}

STORE_TEST("a hold does not end a wait, and the stage's next change ends it") {
  TestType world;
  auto job = put_running(world);
  const attempt_key key{1, job->generation, 2};
  note_hold(world, key, wait_reason::throttled);
  auto after = *job;
  after.stages[1].detail = wait_reason::retry_wait;
  auto commit = step_to(*job, after);
  REQUIRE(apply(world, commit) == commit_result::applied);
  CHECK(note_hold(world, key, wait_reason::none) == wait_reason::retry_wait);
}

STORE_TEST("stages that did not change are left alone") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto after = *before;
  after.stages[1].attempts = 1;
  after.stages[2].attempts = 1;
  auto commit = step_to(*before, after);
  commit.changed.reset(2);
  apply(world, commit);
  CHECK(find(world)->stages[1].attempts == 1);
  CHECK(find(world)->stages[2].attempts == 0);
}

STORE_TEST("everything outlives a restart") {
  TestType world;
  auto commit = create(full_job("job-1"));
  commit.outputs.push_back(output_of(1, 4, R"({"a":"b"})"));
  commit.attempts.push_back(attempt_of({1, 2, 3}));
  commit.sources.push_back(
    {"S1", "Annual report", "https://a", "pdf", "2025", 1});
  apply(world, commit);
  auto epoch = world.reader->epoch();
  world.restart();
  check_equal(*find(world), *commit.after);
  auto found = world.reader->find_job("job-1");
  CHECK(*found->outputs[1] == R"({"a":"b"})");
  CHECK(*found->sources == commit.sources);
  CHECK(world.reader->list_attempts("job-1")->items.size() == 1);
  CHECK(world.reader->list_events({"job-1"})->items.size() == 1);
  CHECK(world.reader->epoch() == epoch);
  CHECK_FALSE(epoch.empty());
}

// -- guards -------------------------------------------------------------------

STORE_TEST("a second creation of a job is a conflict") {
  TestType world;
  auto written = put(world, sample_job("job-1"));
  auto second = sample_job("job-1");
  second.request.company_name = "Other";
  CHECK(apply(world, create(second)) == commit_result::conflict);
  check_equal(*find(world), *written);
}

STORE_TEST("a commit on another revision is a conflict and writes nothing") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto stale = *before;
  stale.revision = 7;
  stale.admitted = true;
  auto commit = step_to(stale, stale);
  commit.outputs.push_back(output_of(0, 1, "{}"));
  commit.attempts.push_back(attempt_of({0, 1, 1}));
  commit.sources.push_back({"S1", "", "", "", "", 0});
  commit.idempotency = idempotency_record{"scope", "hash", {}, at(1)};
  CHECK(apply(world, commit) == commit_result::conflict);
  check_equal(*find(world), *before);
  auto found = world.reader->find_job("job-1");
  CHECK_FALSE(found->outputs[0]);
  CHECK(found->sources->empty());
  CHECK(world.reader->list_attempts("job-1")->items.empty());
  CHECK(world.reader->list_events({"job-1"})->items.size() == 1);
  CHECK_FALSE(world.reader->find_idempotency("scope"));
}

STORE_TEST("a commit under another lease is a conflict") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto commit = step_to(*before, *before);
  commit.lease = 2;
  CHECK(apply(world, commit) == commit_result::conflict);
}

STORE_TEST("a commit on an unknown job is a conflict") {
  TestType world;
  auto before = sample_job("job-1");
  before.revision = 1;
  CHECK(apply(world, step_to(before, before)) == commit_result::conflict);
  CHECK_FALSE(world.reader->find_state("job-1"));
}

// -- groups -------------------------------------------------------------------

STORE_TEST("commits of one job build on each other within a group") {
  TestType world;
  auto first = create(sample_job("job-1"));
  auto second = step_to(*first.after, *first.after);
  auto third = step_to(*second.after, *second.after);
  auto results = apply_all(world, {share(first), share(second), share(third)});
  CHECK(results == std::vector(3, commit_result::applied));
  CHECK(find(world)->revision == 3);
  CHECK(world.reader->list_events({"job-1"})->items.size() == 3);
}

STORE_TEST("a conflict passes over one commit of a group, not the others") {
  TestType world;
  auto first = create(sample_job("job-1"));
  auto unknown = sample_job("job-2");
  unknown.revision = 5;
  auto results
    = apply_all(world, {share(first), share(step_to(unknown, unknown)),
                        share(create(sample_job("job-3")))});
  CHECK(results
        == std::vector{commit_result::applied, commit_result::conflict,
                       commit_result::applied});
  CHECK(world.reader->find_state("job-3"));
  CHECK_FALSE(world.reader->find_state("job-2"));
}

STORE_TEST("of two commits on one revision the first wins") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto left = *before;
  left.request.tags = {"left"};
  auto right = *before;
  right.request.tags = {"right"};
  auto results = apply_all(
    world, {share(step_to(*before, left)), share(step_to(*before, right))});
  CHECK(results
        == std::vector{commit_result::applied, commit_result::conflict});
  CHECK(find(world)->request.tags == std::vector<std::string>{"left"});
}

STORE_TEST("an empty group is no error") {
  TestType world;
  CHECK(apply_all(world, {}).empty());
}

STORE_TEST("a store goes on after it was reopened") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  world.store->reopen();
  CHECK(apply(world, step_to(*before, *before)) == commit_result::applied);
  CHECK(find(world)->revision == 2);
}

// -- idempotency --------------------------------------------------------------

STORE_TEST("an answer is kept with its key until it is pruned") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  commit.idempotency = idempotency_record{
    "user POST /path key",
    "hash",
    {202, "text/plain", {{"Location", "/x"}, {"B", "\"q\""}}, text_of("body")},
    at(5000)};
  apply(world, commit);
  auto found = world.reader->find_idempotency("user POST /path key");
  REQUIRE(found);
  CHECK(found->scope == commit.idempotency->scope);
  CHECK(found->body_hash == "hash");
  CHECK(found->answer.status == 202);
  CHECK(found->answer.content_type == "text/plain");
  CHECK(found->answer.extra == commit.idempotency->answer.extra);
  CHECK(*found->answer.body == "body");
  CHECK(found->created_at == at(5000));
  world.store->prune_idempotency(at(5000));
  CHECK(world.reader->find_idempotency("user POST /path key"));
  world.store->prune_idempotency(at(5001));
  CHECK_FALSE(world.reader->find_idempotency("user POST /path key"));
}
