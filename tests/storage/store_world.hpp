/// The stores that `STORE_TEST`s run against, and what those tests say. A new
/// store is done when it is listed in `STORES`.

#pragma once

#include "storage/memory_store.hpp"
#include "storage/sqlite_reader.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/disks/temporary_directory.hpp"
#include "tests/support/job_samples.hpp"

#include <catch2/catch.hpp>

namespace dossier::test {

struct memory_world {
  memory_world() {
    restart();
  }

  /// All who hold the store die, and the next ones find what was written.
  void restart() {
    store = std::make_unique<storage::memory_store>(database);
    reader = std::make_unique<storage::memory_reader>(database);
  }

  storage::memory_database_ptr database
    = std::make_shared<storage::memory_database>();
  std::unique_ptr<storage::job_store> store;
  std::unique_ptr<storage::job_reader> reader;
};

struct sqlite_world {
  sqlite_world() {
    restart();
  }

  void restart() {
    reader = nullptr;
    store = nullptr;
    store = std::make_unique<storage::sqlite_store>(directory.path());
    reader = std::make_unique<storage::sqlite_reader>(directory.path(),
                                                      sample_catalog());
  }

  temporary_directory directory;
  std::unique_ptr<storage::job_store> store;
  std::unique_ptr<storage::job_reader> reader;
};

#define STORES memory_world, sqlite_world
#define STORE_TEST(claim) TEMPLATE_TEST_CASE(claim, "[store]", STORES)

template <class World>
storage::commit_result apply(World& world, commit commit) {
  auto one = share(std::move(commit));
  return world.store->apply({&one, 1}).front();
}

template <class World>
std::vector<storage::commit_result>
apply_all(World& world, std::vector<commit_ptr> group) {
  return world.store->apply(group);
}

/// Creates a job and returns it as stored.
template <class World>
job_state_ptr put(World& world, job_state state) {
  auto commit = create(std::move(state));
  REQUIRE(apply(world, commit) == storage::commit_result::applied);
  return commit.after;
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

inline void check_equal(const job_state& left, const job_state& right) {
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

} // namespace dossier::test
