/// How every store pages, filters and orders jobs, and finds those that have
/// not ended.

#include "tests/storage/store_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

// -- pages --------------------------------------------------------------------

namespace {

struct listed_job {
  job_id id;
  std::int64_t created;
  std::int64_t updated;
  std::string company;
  nano_usd cost;
};

/// Five jobs whose four orders all differ, with equals in each.
const std::vector<listed_job> listed{{"a", 10, 90, "delta", 5},
                                     {"b", 20, 70, "Alpha", 5},
                                     {"c", 20, 80, "beta", 1},
                                     {"d", 20, 70, "ALPHA", 9},
                                     {"e", 30, 60, "alpha", 1}};

template <class World>
void put_listed(World& world) {
  for (const auto& row : listed) {
    auto job = sample_job(row.id, row.created);
    job.updated_at = at(row.updated);
    job.request.company_name = row.company;
    job.stages[1].total.cost = row.cost;
    put(world, job);
  }
}

job_query in_order(job_order order, bool descending, std::size_t limit = 2) {
  job_query query;
  query.order = order;
  query.descending = descending;
  query.limit = limit;
  return query;
}

} // namespace

STORE_TEST("pages of each order join without gap or repeat") {
  TestType world;
  put_listed(world);
  auto walked = [&](job_order order) {
    auto up = walk(world, in_order(order, false));
    auto down = walk(world, in_order(order, true));
    CHECK(down == ids(up.rbegin(), up.rend()));
    return up;
  };
  CHECK(walked(job_order::created_at) == ids{"a", "b", "c", "d", "e"});
  CHECK(walked(job_order::updated_at) == ids{"e", "b", "d", "c", "a"});
  CHECK(walked(job_order::company_name) == ids{"b", "d", "e", "c", "a"});
  CHECK(walked(job_order::cost) == ids{"c", "e", "a", "b", "d"});
}

STORE_TEST("names are sorted without case and accents, page by page") {
  TestType world;
  std::vector<std::string> names{
    "Zeta AG",  "Ärzte GmbH", "École Été", "Übermut SE", "{{x}} Ltd",
    "Plain Co", "🚀 Rocket",   "3M",        "ecole ete",  "A\u0308rzte GmbH"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto job = sample_job(std::to_string(i), 1);
    job.request.company_name = names[i];
    put(world, job);
  }
  ids sorted{"4", "6", "7", "1", "9", "2", "8", "5", "3", "0"};
  for (std::size_t limit : {1, 2, 3, 50}) {
    CHECK(walk(world, in_order(job_order::company_name, false, limit))
          == sorted);
    CHECK(walk(world, in_order(job_order::company_name, true, limit))
          == ids(sorted.rbegin(), sorted.rend()));
  }
}

STORE_TEST("a page goes on where it ended, whatever came since") {
  TestType world;
  put_listed(world);
  auto query = in_order(job_order::created_at, true);
  auto page = world.reader->list_jobs(query);
  put(world, sample_job("new", 99));
  query.cursor = page.next_cursor;
  CHECK(ids_of(world, query) == ids{"c", "b"});
}

STORE_TEST("a page that ends with the list has no cursor") {
  TestType world;
  put_listed(world);
  auto page = world.reader->list_jobs(in_order(job_order::cost, true, 5));
  CHECK(page.items.size() == 5);
  CHECK(page.next_cursor.empty());
}

STORE_TEST("a cursor that does not belong to the query is refused") {
  TestType world;
  put_listed(world);
  auto query = in_order(job_order::created_at, true);
  auto cursor = world.reader->list_jobs(query).next_cursor;
  auto other = in_order(job_order::company_name, true);
  other.cursor = cursor;
  CHECK_THROWS_AS(world.reader->list_jobs(other), std::invalid_argument);
  for (auto bad : {"x", "zz", "5b5d", "5b302c312c225d"}) {
    query.cursor = bad;
    CHECK_THROWS_AS(world.reader->list_jobs(query), std::invalid_argument);
  }
  CHECK(ids_of(world, in_order(job_order::created_at, true)).size() == 2);
}

STORE_TEST("a list is filtered by status, tag, age and owner") {
  TestType world;
  auto with = [&](const job_id& id, std::int64_t created, auto change) {
    auto job = sample_job(id, created);
    change(job);
    put(world, job);
  };
  with("a", 10, [](auto& job) { job.status = job_status::failed; });
  with("b", 20, [](auto& job) { job.request.tags = {"x", "y"}; });
  with("c", 30, [](auto& job) { job.request.user = "other"; });
  with("d", 40, [](auto& job) { job.status = job_status::running; });
  auto query = in_order(job_order::created_at, false, 10);
  query.statuses
    = {job_status::running, job_status::failed, job_status::failed};
  CHECK(ids_of(world, query) == ids{"a", "d"});
  query.limit = 1;
  CHECK(walk(world, query) == ids{"a", "d"});
  query = in_order(job_order::cost, true, 10);
  query.statuses = {job_status::queued};
  CHECK(ids_of(world, query) == ids{"c", "b"});
  query = {};
  query.tag = "y";
  CHECK(ids_of(world, query) == ids{"b"});
  query = {};
  query.created_after = at(20);
  CHECK(ids_of(world, query) == ids{"d", "c"});
  query.user = "local";
  CHECK(ids_of(world, query) == ids{"d"});
}

STORE_TEST("a list returns whole states") {
  TestType world;
  auto written = put(world, full_job("job-1"));
  auto page = world.reader->list_jobs({});
  REQUIRE(page.items.size() == 1);
  check_equal(*page.items[0], *written);
}

STORE_TEST("a search joins with filters, orders and pages") {
  TestType world;
  put_listed(world);
  auto query = in_order(job_order::company_name, false, 1);
  query.text = "alpha";
  query.statuses = {job_status::queued, job_status::running};
  CHECK(walk(world, query) == ids{"b", "d", "e"});
}

// -- the queue ----------------------------------------------------------------

STORE_TEST(
  "a restart picks up unfinished jobs, the oldest in the queue first") {
  TestType world;
  auto with = [&](const job_id& id, job_status status, std::int64_t queued) {
    auto job = sample_job(id);
    job.status = status;
    job.queued_at = at(queued);
    job.admitted = status == job_status::running;
    job.request.priority = 4;
    put(world, job);
  };
  with("late", job_status::queued, 30);
  with("done", job_status::completed, 5);
  with("early", job_status::running, 10);
  with("same", job_status::queued, 30);
  auto jobs = world.reader->unfinished();
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].id == "early");
  CHECK(jobs[0].admitted);
  CHECK(jobs[0].queued_at == at(10));
  CHECK(jobs[1].id == "late");
  CHECK_FALSE(jobs[1].admitted);
  CHECK(jobs[1].user == "local");
  CHECK(jobs[1].priority == 4);
  CHECK(jobs[2].id == "same");
}

STORE_TEST("a job leaves the queue when it ends and enters it again") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto ended = *before;
  ended.status = job_status::failed;
  auto commit = step_to(*before, ended);
  apply(world, commit);
  CHECK(world.reader->unfinished().empty());
  auto again = *commit.after;
  again.status = job_status::queued;
  again.queued_at = at(7000);
  apply(world, step_to(*commit.after, again));
  REQUIRE(world.reader->unfinished().size() == 1);
  CHECK(world.reader->unfinished()[0].queued_at == at(7000));
}
