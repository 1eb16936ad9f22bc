/// What every store owes administrators: jobs to pick from, what attempts took,
/// what was set, and who did what.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

// -- ended jobs ---------------------------------------------------------------

namespace {

job_state ended(const job_id& id, job_status status, std::int64_t completed) {
  auto job = sample_job(id);
  job.status = status;
  job.completed_at = at(completed);
  return job;
}

job_state failed_by(const job_id& id, job_status status, std::int64_t completed,
                    error_class error) {
  auto job = ended(id, status, completed);
  job.stages[2].status = stage_status::failed;
  job.stages[2].error = error;
  return job;
}

template <class World>
void put_ended(World& world) {
  using enum job_status;
  put(world, ended("late", completed, 400));
  put(world, failed_by("auth", failed, 300, error_class::auth));
  put(world, sample_job("queued"));
  put(world,
      failed_by("cut", completed_with_errors, 200, error_class::truncated));
  put(world, ended("twin-1", cancelled, 100));
  put(world, ended("twin-2", completed, 100));
  put(world, failed_by("stopped", cancelled, 350, error_class::auth));
}

} // namespace

STORE_TEST("ended jobs come by their end, then by creation") {
  TestType world;
  put_ended(world);
  CHECK(world.reader->find_ended({})
        == ids{"twin-1", "twin-2", "cut", "auth", "stopped", "late"});
}

STORE_TEST("ended jobs are filtered by status and by the class of a failure") {
  TestType world;
  put_ended(world);
  job_filter filter;
  filter.status = job_status::completed;
  CHECK(world.reader->find_ended(filter) == ids{"twin-2", "late"});
  filter.status = job_status::queued;
  CHECK(world.reader->find_ended(filter).empty());
  filter.status = std::nullopt;
  filter.error = error_class::auth;
  CHECK(world.reader->find_ended(filter) == ids{"auth", "stopped"});
  filter.status = job_status::failed;
  CHECK(world.reader->find_ended(filter) == ids{"auth"});
  filter.error = error_class::billing;
  CHECK(world.reader->find_ended(filter).empty());
}

STORE_TEST("an error that a stage got over does not count") {
  TestType world;
  auto job = ended("job-1", job_status::cancelled, 100);
  job.stages[1].status = stage_status::cancelled;
  job.stages[1].error = error_class::auth;
  put(world, job);
  job_filter filter;
  filter.error = error_class::auth;
  CHECK(world.reader->find_ended(filter).empty());
}

STORE_TEST("bounds of the end are included") {
  TestType world;
  put_ended(world);
  job_filter filter;
  filter.from = at(200);
  filter.to = at(350);
  CHECK(world.reader->find_ended(filter) == ids{"cut", "auth", "stopped"});
  filter.from = at(201);
  filter.to = at(349);
  CHECK(world.reader->find_ended(filter) == ids{"auth"});
}

STORE_TEST("of ended jobs no more are found than asked for") {
  TestType world;
  put_ended(world);
  job_filter filter;
  filter.limit = 2;
  CHECK(world.reader->find_ended(filter) == ids{"twin-1", "twin-2"});
  filter.limit = 0;
  CHECK(world.reader->find_ended(filter).empty());
}

STORE_TEST("a job that is run again has not ended") {
  TestType world;
  auto before = put(world, ended("job-1", job_status::failed, 100));
  auto after = *before;
  after.status = job_status::queued;
  after.completed_at = std::nullopt;
  apply(world, step_to(*before, after));
  CHECK(world.reader->find_ended({}).empty());
}

// -- ids ----------------------------------------------------------------------

STORE_TEST("the ids of all jobs come in order, a part at a time") {
  TestType world;
  for (auto id : {"c", "a", "d", "b"})
    put(world, sample_job(id));
  CHECK(world.reader->list_ids({}, 3) == ids{"a", "b", "c"});
  CHECK(world.reader->list_ids("c", 3) == ids{"d"});
  CHECK(world.reader->list_ids("bb", 1) == ids{"c"});
  CHECK(world.reader->list_ids("d", 3).empty());
  CHECK(world.reader->list_ids({}, 0).empty());
}

// -- what attempts took -------------------------------------------------------

namespace {

attempt_record attempt(attempt_key key, std::int64_t duration,
                       attempt_outcome outcome = attempt_outcome::completed) {
  auto result = attempt_of(key);
  result.outcome = outcome;
  result.completed_at = result.started_at + milliseconds{duration};
  result.spent = {{duration, 2, 3, 4}, 5 * duration};
  return result;
}

/// Each job's attempts in one commit, one job after the other.
template <class World>
void put_attempts(World& world, const job_id& id,
                  std::vector<attempt_record> attempts,
                  const std::string& report_type = "sample") {
  auto job = sample_job(id);
  job.request.report_type = report_type;
  auto commit = create(job);
  commit.attempts = std::move(attempts);
  REQUIRE(apply(world, commit) == commit_result::applied);
}

template <class World>
std::vector<std::int64_t> durations(World& world, std::size_t limit) {
  std::vector<std::int64_t> result;
  for (const auto& sample : world.reader->recent_attempts("sample", limit))
    result.push_back(sample.duration.count());
  return result;
}

} // namespace

STORE_TEST("the newest attempts come first, whatever job they are of") {
  TestType world;
  put_attempts(world, "b", {attempt({0, 1, 1}, 10), attempt({1, 1, 1}, 20)});
  put_attempts(world, "a", {attempt({0, 1, 1}, 30)});
  CHECK(durations(world, 10) == std::vector<std::int64_t>{30, 20, 10});
  CHECK(durations(world, 2) == std::vector<std::int64_t>{30, 20});
  CHECK(durations(world, 0).empty());
}

STORE_TEST("a sample says which stage took how long at what cost") {
  TestType world;
  put_attempts(world, "job-1", {attempt({1, 1, 1}, 20)});
  auto samples = world.reader->recent_attempts("sample", 10);
  REQUIRE(samples.size() == 1);
  CHECK(samples[0].stage == "section_1");
  CHECK(samples[0].duration == milliseconds{20});
  CHECK(samples[0].spent == usage{{20, 2, 3, 4}, 100});
}

STORE_TEST("only completed attempts of the report type count as samples") {
  TestType world;
  put_attempts(world, "a", {attempt({0, 1, 1}, 10)});
  put_attempts(world, "b",
               {attempt({0, 1, 1}, 20, attempt_outcome::failed),
                attempt({0, 1, 2}, 30, attempt_outcome::cancelled)});
  put_attempts(world, "c", {attempt({0, 1, 1}, 40)}, "other");
  CHECK(durations(world, 10) == std::vector<std::int64_t>{10});
  // The others have used up what may be looked at.
  CHECK(durations(world, 3).empty());
}

STORE_TEST("an attempt recorded again is as new as any") {
  TestType world;
  auto job = create(sample_job("job-1"));
  job.attempts = {attempt({0, 1, 1}, 10), attempt({1, 1, 1}, 20)};
  apply(world, job);
  auto again = step_to(*job.after, *job.after);
  again.attempts = {attempt({0, 1, 1}, 30)};
  apply(world, again);
  CHECK(durations(world, 10) == std::vector<std::int64_t>{30, 20});
}

// -- what belongs to no job ---------------------------------------------------

namespace {

audit_entry entry(int number) {
  auto text = std::to_string(number);
  return {"user-" + text, "pauseQueue", number % 2 == 0 ? "job-" + text : "",
          R"({"n":)" + text + "}", at(number)};
}

std::vector<audit_entry> entries(std::vector<int> numbers) {
  std::vector<audit_entry> result;
  for (auto number : numbers)
    result.push_back(entry(number));
  return result;
}

} // namespace

STORE_TEST("a setting is found as it was last written") {
  TestType world;
  CHECK_FALSE(world.reader->find_setting("queue.paused"));
  world.store->write_notes({{}, {{"queue.paused", "true"}, {"other", "x"}}});
  CHECK(world.reader->find_setting("queue.paused") == "true");
  world.store->write_notes(
    {{}, {{"queue.paused", "maybe"}, {"queue.paused", ""}}});
  CHECK(world.reader->find_setting("queue.paused") == "");
  CHECK(world.reader->find_setting("other") == "x");
  world.restart();
  CHECK(world.reader->find_setting("other") == "x");
}

STORE_TEST("audit entries come newest first, as they were written") {
  TestType world;
  CHECK(world.reader->list_audit({}).items.empty());
  // The clock may go back; what was written last is the newest.
  world.store->write_notes({entries({1, 4}), {}});
  world.store->write_notes({entries({3}), {}});
  world.restart();
  auto page = world.reader->list_audit({});
  CHECK(page.items == entries({3, 4, 1}));
  CHECK(page.next_cursor.empty());
}

STORE_TEST("pages of audit entries join without gap or repeat") {
  TestType world;
  world.store->write_notes({entries({1, 2, 3, 4, 5}), {}});
  audit_query query{2, {}};
  auto first = world.reader->list_audit(query);
  CHECK(first.items == entries({5, 4}));
  world.store->write_notes({entries({6}), {}});
  query.cursor = first.next_cursor;
  auto second = world.reader->list_audit(query);
  CHECK(second.items == entries({3, 2}));
  query.cursor = second.next_cursor;
  auto third = world.reader->list_audit(query);
  CHECK(third.items == entries({1}));
  CHECK(third.next_cursor.empty());
}

STORE_TEST("a page of audit entries that ends with the list has no cursor") {
  TestType world;
  world.store->write_notes({entries({1, 2}), {}});
  CHECK(world.reader->list_audit({2, {}}).next_cursor.empty());
  CHECK(world.reader->list_audit({0, {}}).items == entries({2}));
}

STORE_TEST("a cursor that no page of audit entries gave is refused") {
  TestType world;
  for (auto id : {"a", "b"})
    put(world, sample_job(id));
  world.store->write_notes({entries({1, 2}), {}});
  job_query jobs;
  jobs.limit = 1;
  auto of_jobs = world.reader->list_jobs(jobs).next_cursor;
  auto of_audit = world.reader->list_audit({1, {}}).next_cursor;
  for (const auto& bad : {std::string("x"), std::string("5b5d"), of_jobs})
    CHECK_THROWS_AS(world.reader->list_audit({1, bad}), std::invalid_argument);
  jobs.cursor = of_audit;
  CHECK_THROWS_AS(world.reader->list_jobs(jobs), std::invalid_argument);
  CHECK(world.reader->list_audit({1, of_audit}).items == entries({1}));
}
