/// How every store forgets a job: wholly, and so that no later one gets
/// anything of it.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

namespace {

/// A job with a row of every kind, one output replaced and one current.
template <class World>
job_state_ptr
put_rich(World& world, const job_id& id, const std::string& word) {
  auto job = sample_job(id);
  job.request.company_name = "Company " + word;
  job.stages[1].version = 1;
  auto first = create(job);
  first.outputs.push_back(output_of(0, 1, "[\"foundation " + word + "\"]"));
  first.outputs.push_back(output_of(1, 1, "[\"old " + word + "\"]"));
  first.attempts.push_back(attempt_of({0, 1, 1}));
  first.sources.push_back({"S1", word, "", "", "", 0});
  REQUIRE(apply(world, first) == commit_result::applied);
  auto after = *first.after;
  after.stages[1].version = 2;
  auto second = step_to(*first.after, after);
  second.outputs.push_back(output_of(1, 2, "[\"new " + word + "\"]"));
  REQUIRE(apply(world, second) == commit_result::applied);
  return second.after;
}

commit removal_of(const job_state_ptr& job) {
  commit change;
  change.expected_revision = job->revision;
  change.after = job;
  change.is_removal = true;
  return change;
}

template <class World>
ids search(World& world, const std::string& text) {
  job_query query;
  query.text = text;
  return ids_of(world, query);
}

template <class World>
void finish_maintenance(World& world) {
  while (world.store->run_maintenance())
    ;
}

template <class World>
void check_gone(World& world, const job_id& id) {
  auto& reader = *world.reader;
  CHECK_FALSE(reader.find_job(id));
  CHECK_FALSE(reader.find_state(id));
  CHECK_FALSE(reader.list_events({id}));
  CHECK_FALSE(reader.list_attempts(id));
  CHECK_FALSE(reader.list_versions(id, "section_1"));
  CHECK_FALSE(reader.find_version(id, "section_1", 1));
}

} // namespace

STORE_TEST("a job that is removed is gone with everything it had") {
  TestType world;
  auto job = put_rich(world, "job-1", "zebra");
  if (GENERATE(true, false))
    finish_maintenance(world);
  CHECK(apply(world, removal_of(job)) == commit_result::applied);
  check_gone(world, "job-1");
  CHECK(search(world, "zebra").empty());
  CHECK(ids_of(world, {}).empty());
  CHECK(world.reader->unfinished().empty());
  CHECK(world.reader->list_ids({}, 10).empty());
  CHECK(world.reader->recent_attempts("sample", 10).empty());
  world.restart();
  check_gone(world, "job-1");
}

STORE_TEST("a later job inherits nothing of one that was removed") {
  TestType world;
  auto job = put_rich(world, "job-1", "zebra");
  if (GENERATE(true, false))
    finish_maintenance(world);
  apply(world, removal_of(job));
  if (GENERATE(true, false))
    world.restart();
  auto later = put(world, sample_job(GENERATE("job-1", "job-2")));
  finish_maintenance(world);
  auto found = world.reader->find_job(later->id);
  REQUIRE(found);
  check_equal(*found->state, *later);
  CHECK(found->outputs == std::vector<section_text>(3));
  CHECK(found->sources->empty());
  CHECK(world.reader->list_events({later->id})->items.size() == 1);
  CHECK(world.reader->list_attempts(later->id)->items.empty());
  CHECK(world.reader->list_versions(later->id, "section_1")->items.empty());
  CHECK(search(world, "zebra").empty());
  CHECK(search(world, "acme") == ids{later->id});
}

STORE_TEST("a removal leaves other jobs alone") {
  TestType world;
  auto left = put_rich(world, "job-1", "ant");
  auto gone = put_rich(world, "job-2", "bee");
  auto right = put_rich(world, "job-3", "cow");
  finish_maintenance(world);
  apply(world, removal_of(gone));
  CHECK(ids_of(world, {}) == ids{"job-3", "job-1"});
  for (const auto& [job, word] :
       {std::pair{left, "ant"}, std::pair{right, "cow"}}) {
    check_equal(*find(world, job->id), *job);
    CHECK(search(world, word) == ids{job->id});
    auto found = world.reader->find_job(job->id);
    CHECK(*found->outputs[1] == "[\"new " + std::string(word) + "\"]");
    CHECK(found->sources->size() == 1);
    CHECK(world.reader->list_events({job->id})->items.size() == 2);
    CHECK(world.reader->list_attempts(job->id)->items.size() == 1);
    CHECK(world.reader->list_versions(job->id, "section_1")->items.size() == 2);
  }
}

STORE_TEST("a removal at another revision or lease is a conflict") {
  TestType world;
  auto job = put_rich(world, "job-1", "zebra");
  auto stale = removal_of(job);
  --stale.expected_revision;
  CHECK(apply(world, stale) == commit_result::conflict);
  auto stranger = removal_of(job);
  stranger.lease = 2;
  CHECK(apply(world, stranger) == commit_result::conflict);
  check_equal(*find(world), *job);
  CHECK(search(world, "zebra") == ids{"job-1"});
}

STORE_TEST("a removal of a job that is not there is a conflict") {
  TestType world;
  auto job = sample_job("job-1");
  auto never = removal_of(std::make_shared<const job_state>(job));
  CHECK(apply(world, never) == commit_result::conflict);
  auto written = put_rich(world, "job-1", "zebra");
  CHECK(apply(world, removal_of(written)) == commit_result::applied);
  CHECK(apply(world, removal_of(written)) == commit_result::conflict);
}

STORE_TEST("what follows a removal within its group is a conflict") {
  TestType world;
  auto job = put_rich(world, "job-1", "zebra");
  auto results
    = apply_all(world, {share(removal_of(job)), share(step_to(*job, *job)),
                        share(create(sample_job("job-2")))});
  CHECK(results
        == std::vector{commit_result::applied, commit_result::conflict,
                       commit_result::applied});
  check_gone(world, "job-1");
  CHECK(find(world, "job-2")->id == "job-2");
}

STORE_TEST("answers to idempotency keys outlive the job they created") {
  TestType world;
  auto commit = create(sample_job("job-1"));
  commit.idempotency = idempotency_record{"scope", "hash", {}, at(1)};
  apply(world, commit);
  apply(world, removal_of(commit.after));
  CHECK(world.reader->find_idempotency("scope"));
}

STORE_TEST("a page goes on over a removed job, without those created since") {
  TestType world;
  for (auto id : {"a", "b", "c", "d"})
    put(world, sample_job(id));
  job_query query;
  query.limit = 1;
  auto page = world.reader->list_jobs(query);
  REQUIRE(page.items.at(0)->id == "d");
  apply(world, removal_of(page.items[0]));
  put(world, sample_job("e"));
  query.cursor = page.next_cursor;
  CHECK(walk(world, query) == ids{"c", "b", "a"});
}
