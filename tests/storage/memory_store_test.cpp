#include "storage/memory_store.hpp"
#include "tests/support/job_samples.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

namespace {

struct faulty_world {
  /// Every second call fails.
  explicit faulty_world(fault_moment when) {
    database->fault
      = [when](std::uint64_t call) -> std::optional<memory_fault> {
      if (call % 2 == 0)
        return {};
      return memory_fault{when, error_code::full};
    };
  }

  memory_database_ptr database = std::make_shared<memory_database>();
  memory_store store{database};
  memory_reader reader{database};
};

} // namespace

TEST_CASE("a store that is made to fail before writing has written nothing") {
  faulty_world world(fault_moment::before);
  auto one = share(create(sample_job("job-1")));
  CHECK_THROWS_AS(world.store.apply({&one, 1}), error);
  CHECK_FALSE(world.reader.find_state("job-1"));
  CHECK(world.store.apply({&one, 1}).front() == commit_result::applied);
}

TEST_CASE("a store that is made to fail after writing has written") {
  faulty_world world(fault_moment::after);
  auto one = share(create(sample_job("job-1")));
  CHECK_THROWS_AS(world.store.apply({&one, 1}), error);
  CHECK(world.reader.find_state("job-1"));
  CHECK(world.store.apply({&one, 1}).front() == commit_result::conflict);
}

TEST_CASE("a store that is made to fail keeps notes as it keeps commits") {
  store_notes notes{{}, {{"key", "value"}}};
  SECTION("before writing") {
    faulty_world world(fault_moment::before);
    CHECK_THROWS_AS(world.store.write_notes(notes), error);
    CHECK_FALSE(world.reader.find_setting("key"));
    world.store.write_notes(notes);
    CHECK(world.reader.find_setting("key") == "value");
  }
  SECTION("after writing") {
    faulty_world world(fault_moment::after);
    CHECK_THROWS_AS(world.store.write_notes(notes), error);
    CHECK(world.reader.find_setting("key") == "value");
  }
}
