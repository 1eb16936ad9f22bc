/// What every store owes its owner. A new store is done when it is listed here.

#include "storage/memory_store.hpp"
#include "storage/sqlite_reader.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/job_samples.hpp"
#include "tests/support/temporary_directory.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

namespace {

struct memory_world {
  memory_world() {
    restart();
  }

  /// All who hold the store die, and the next ones find what was written.
  void restart() {
    store = std::make_unique<memory_store>(database);
    reader = std::make_unique<memory_reader>(database);
  }

  memory_database_ptr database = std::make_shared<memory_database>();
  std::unique_ptr<job_store> store;
  std::unique_ptr<job_reader> reader;
};

struct sqlite_world {
  sqlite_world() {
    restart();
  }

  void restart() {
    reader = nullptr;
    store = nullptr;
    store = std::make_unique<sqlite_store>(directory.path());
    reader
      = std::make_unique<sqlite_reader>(directory.path(), sample_catalog());
  }

  temporary_directory directory;
  std::unique_ptr<job_store> store;
  std::unique_ptr<job_reader> reader;
};

#define STORES memory_world, sqlite_world
#define STORE_TEST(claim) TEMPLATE_TEST_CASE(claim, "[store]", STORES)

template <class World>
commit_result apply(World& world, commit what) {
  auto one = share(std::move(what));
  return world.store->apply({&one, 1}).front();
}

template <class World>
std::vector<commit_result>
apply_all(World& world, std::vector<commit_ptr> group) {
  return world.store->apply(group);
}

/// Creates a job and returns it as stored.
template <class World>
job_state_ptr put(World& world, job_state state) {
  auto what = create(std::move(state));
  REQUIRE(apply(world, what) == commit_result::applied);
  return what.after;
}

template <class World>
job_state_ptr find(World& world, const job_id& id = "job-1") {
  auto found = world.reader->find_state(id);
  REQUIRE(found);
  return *found;
}

template <class World>
std::vector<job_id> ids_of(World& world, const job_query& query) {
  std::vector<job_id> result;
  for (const auto& item : world.reader->list_jobs(query).items)
    result.push_back(item->id);
  return result;
}

/// All pages of a query, one after the other.
template <class World>
std::vector<job_id> walk(World& world, job_query query) {
  std::vector<job_id> result;
  do {
    auto page = world.reader->list_jobs(query);
    CHECK(page.items.size() <= query.limit);
    for (const auto& item : page.items)
      result.push_back(item->id);
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return result;
}

using ids = std::vector<job_id>;

void check_equal(const job_state& left, const job_state& right) {
  CHECK(left.id == right.id);
  CHECK(left.request == right.request);
  CHECK(left.status == right.status);
  CHECK(left.admitted == right.admitted);
  CHECK(left.cancelled == right.cancelled);
  CHECK(left.generation == right.generation);
  CHECK(left.revision == right.revision);
  CHECK(left.last_seq == right.last_seq);
  CHECK(left.created_at == right.created_at);
  CHECK(left.queued_at == right.queued_at);
  CHECK(left.updated_at == right.updated_at);
  CHECK(left.started_at == right.started_at);
  CHECK(left.completed_at == right.completed_at);
  CHECK(left.generation_cost == right.generation_cost);
  CHECK(left.stages == right.stages);
}

} // namespace

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
  auto what = step_to(*before, after);
  REQUIRE(apply(world, what) == commit_result::applied);
  check_equal(*find(world), *what.after);
}

STORE_TEST("a value that was removed is gone") {
  TestType world;
  auto full = full_job("job-1");
  auto before = put(world, full);
  auto after = sample_job("job-1");
  after.request = before->request;
  after.request.budget = std::nullopt;
  auto what = step_to(*before, after);
  apply(world, what);
  check_equal(*find(world), *what.after);
}

STORE_TEST("a store finds nothing for an unknown id") {
  TestType world;
  CHECK_FALSE(world.reader->find_job("job-1"));
  CHECK_FALSE(world.reader->find_state("job-1"));
  CHECK_FALSE(world.reader->list_events({"job-1"}));
  CHECK_FALSE(world.reader->list_attempts("job-1"));
}

STORE_TEST("stages that did not change are left alone") {
  TestType world;
  auto before = put(world, sample_job("job-1"));
  auto after = *before;
  after.stages[1].attempts = 1;
  after.stages[2].attempts = 1;
  auto what = step_to(*before, after);
  what.changed.reset(2);
  apply(world, what);
  CHECK(find(world)->stages[1].attempts == 1);
  CHECK(find(world)->stages[2].attempts == 0);
}

STORE_TEST("everything outlives a restart") {
  TestType world;
  auto what = create(full_job("job-1"));
  what.outputs.push_back(output_of(1, 4, R"({"a":"b"})"));
  what.attempts.push_back(attempt_of({1, 2, 3}));
  what.sources.push_back(
    {"S1", "Annual report", "https://a", "pdf", "2025", 1});
  apply(world, what);
  auto epoch = world.reader->epoch();
  world.restart();
  check_equal(*find(world), *what.after);
  auto found = world.reader->find_job("job-1");
  CHECK(*found->outputs[1] == R"({"a":"b"})");
  CHECK(*found->sources == what.sources);
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
  auto what = step_to(stale, stale);
  what.outputs.push_back(output_of(0, 1, "{}"));
  what.attempts.push_back(attempt_of({0, 1, 1}));
  what.sources.push_back({"S1", "", "", "", "", 0});
  what.idempotency = idempotency_record{"scope", "hash", {}, at(1)};
  CHECK(apply(world, what) == commit_result::conflict);
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
  auto what = step_to(*before, *before);
  what.lease = 2;
  CHECK(apply(world, what) == commit_result::conflict);
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

// -- idempotency --------------------------------------------------------------

STORE_TEST("an answer is kept with its key until it is pruned") {
  TestType world;
  auto what = create(sample_job("job-1"));
  what.idempotency = idempotency_record{
    "user POST /path key",
    "hash",
    {202, "text/plain", {{"Location", "/x"}, {"B", "\"q\""}}, text_of("body")},
    at(5000)};
  apply(world, what);
  auto found = world.reader->find_idempotency("user POST /path key");
  REQUIRE(found);
  CHECK(found->scope == what.idempotency->scope);
  CHECK(found->body_hash == "hash");
  CHECK(found->answer.status == 202);
  CHECK(found->answer.content_type == "text/plain");
  CHECK(found->answer.extra == what.idempotency->answer.extra);
  CHECK(*found->answer.body == "body");
  CHECK(found->created_at == at(5000));
  world.store->prune_idempotency(at(5000));
  CHECK(world.reader->find_idempotency("user POST /path key"));
  world.store->prune_idempotency(at(5001));
  CHECK_FALSE(world.reader->find_idempotency("user POST /path key"));
}

// -- lists --------------------------------------------------------------------

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

// -- search -------------------------------------------------------------------

namespace {

template <class World>
ids search(World& world, const std::string& text) {
  job_query query;
  query.text = text;
  query.descending = false;
  return ids_of(world, query);
}

template <class World>
void put_texts(World& world) {
  auto acme = sample_job("acme", 1);
  acme.request.company_name = "Acme & Sons";
  acme.request.geography = "North America";
  acme.stages[0].version = 1;
  auto what = create(acme);
  what.outputs.push_back(output_of(
    0, 1, R"({"key":["Widgets, gadgets\nand \"robots\"",{"a":"Zürich"}]})"));
  apply(world, what);
  auto nestle = sample_job("nestle", 2);
  nestle.request.company_name = "Nestl\u00e9";
  nestle.request.geography = "Europe";
  put(world, nestle);
}

} // namespace

STORE_TEST("a search finds jobs by company, geography and section text") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "acme") == ids{"acme"});
  CHECK(search(world, "europe") == ids{"nestle"});
  CHECK(search(world, "gadgets") == ids{"acme"});
  CHECK(search(world, "and") == ids{"acme"});
  CHECK(search(world, "robots") == ids{"acme"});
  CHECK(search(world, "missing").empty());
}

STORE_TEST("a search ignores case and accents and takes words as prefixes") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "NESTLE") == ids{"nestle"});
  CHECK(search(world, "Nestl\u00c9") == ids{"nestle"});
  CHECK(search(world, "zur") == ids{"acme"});
  CHECK(search(world, "WID") == ids{"acme"});
  CHECK(search(world, "idget").empty());
}

STORE_TEST("every word of a search must occur, wherever in the job") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "robots north sons") == ids{"acme"});
  CHECK(search(world, "robots europe").empty());
  CHECK(search(world, "e") == ids{"nestle"});
}

STORE_TEST("a search does not find keys, and reads no syntax in its text") {
  TestType world;
  put_texts(world);
  CHECK(search(world, "key").empty());
  CHECK(search(world, "acme OR nestle").empty());
  CHECK(search(world, "\"acme* \\ (") == ids{"acme"});
  CHECK(search(world, "words:acme").empty());
  CHECK(search(world, "-'\"*").empty());
  CHECK(search(world, "").size() == 2);
}

STORE_TEST("a search follows an output that is replaced or archived") {
  TestType world;
  put_texts(world);
  auto before = find(world, "acme");
  auto after = *before;
  after.stages[0].version = 2;
  auto replaced = step_to(*before, after);
  replaced.outputs.push_back(output_of(0, 2, R"(["fresh gadgets"])"));
  apply(world, replaced);
  CHECK(search(world, "robots").empty());
  CHECK(search(world, "fresh") == ids{"acme"});
  CHECK(search(world, "gadgets") == ids{"acme"});
  auto reset = step_to(*replaced.after, *replaced.after);
  reset.archived.set(0);
  apply(world, reset);
  CHECK(search(world, "gadgets").empty());
  CHECK(search(world, "acme") == ids{"acme"});
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
  auto what = step_to(*before, ended);
  apply(world, what);
  CHECK(world.reader->unfinished().empty());
  auto again = *what.after;
  again.status = job_status::queued;
  again.queued_at = at(7000);
  apply(world, step_to(*what.after, again));
  REQUIRE(world.reader->unfinished().size() == 1);
  CHECK(world.reader->unfinished()[0].queued_at == at(7000));
}
