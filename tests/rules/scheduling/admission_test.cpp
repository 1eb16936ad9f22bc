#include "actors/rules/scheduling/admission.hpp"
#include "tests/support/job_builder.hpp"

#include <catch2/catch.hpp>

#include <malloc.h>
#include <random>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

using ids = std::vector<job_id>;

namespace {

struct queue_world {
  /// Adds a job, one second after the one before.
  void add(job_id id, user_id user, int priority = 0) {
    queue.insert({std::move(id), std::move(user), priority, clock, false});
    clock += 1s;
  }

  job_id admit_next() {
    auto id = queue.next().value();
    REQUIRE(queue.position(id) == 1);
    REQUIRE(queue.admit(id));
    return id;
  }

  ids drain() {
    ids result;
    while (queue.size() > 0)
      result.push_back(admit_next());
    return result;
  }

  rules::queue_order queue;
  timestamp clock = noon;
};

std::string numbered(std::string_view prefix, std::size_t number) {
  return std::string{prefix} + std::to_string(number);
}

} // namespace

TEST_CASE_METHOD(queue_world, "an empty queue has no next job") {
  CHECK(queue.next() == std::nullopt);
  CHECK(queue.position("a") == std::nullopt);
  CHECK_FALSE(queue.erase("a"));
  CHECK_FALSE(queue.admit("a"));
}

TEST_CASE_METHOD(queue_world, "jobs of one user come in the order they came") {
  for (const auto* id : {"a", "b", "c"})
    add(id, "ann");
  CHECK(drain() == ids{"a", "b", "c"});
}

TEST_CASE_METHOD(queue_world, "a higher priority comes first") {
  add("low", "ann", -1);
  add("normal", "ann");
  add("high", "bob", 10);
  CHECK(queue.position("low") == 3);
  CHECK(drain() == ids{"high", "normal", "low"});
}

TEST_CASE_METHOD(queue_world, "a job that does not wait is answered where it "
                              "would, and does not wait after that") {
  add("a1", "ann");
  add("a2", "ann");
  CHECK(queue.position_for({"b1", "bob", 0, clock, false}) == 2);
  CHECK(queue.position_for({"b2", "bob", 1, clock, false}) == 1);
  CHECK(queue.position_for({"a2", "ann", 0, noon + 1s, false}) == 2);
  CHECK(queue.position_for({"a2", "ann", 9, noon + 1s, false}) == 1);
  CHECK(queue.position("a2") == 2);
  CHECK(queue.size() == 2);
  CHECK(drain() == ids{"a1", "a2"});
}

TEST_CASE("a queued job has an entry, and no other has", "[admission]") {
  job_world world;
  auto entry = rules::waiting_entry(world.state());
  REQUIRE(entry);
  CHECK(entry->id == "job-1");
  CHECK(entry->queued_at == noon);
  world.admit();
  CHECK_FALSE(rules::waiting_entry(world.state()));
}

TEST_CASE_METHOD(queue_world, "users of one priority come in turn") {
  for (const auto* id : {"a1", "a2", "a3"})
    add(id, "ann");
  for (const auto* id : {"b1", "b2"})
    add(id, "bob");
  add("c1", "cyd");
  CHECK(queue.position("a2") == 4);
  CHECK(queue.position("c1") == 3);
  CHECK(drain() == ids{"a1", "b1", "c1", "a2", "b2", "a3"});
}

TEST_CASE_METHOD(queue_world, "a thousand jobs of one do not starve another") {
  for (std::size_t i = 0; i < 1000; ++i)
    add(numbered("a", i), "ann");
  admit_next();
  add("b", "bob");
  CHECK(queue.position("b") == 1);
  CHECK(queue.next() == "b");
}

TEST_CASE_METHOD(queue_world, "who was served last waits until all others had "
                              "their turn") {
  add("a1", "ann");
  add("b1", "bob");
  add("b2", "bob");
  CHECK(admit_next() == "a1");
  add("a2", "ann");
  CHECK(drain() == ids{"b1", "a2", "b2"});
}

TEST_CASE_METHOD(queue_world,
                 "a user with one job at a time overtakes nobody") {
  add("a", "ann");
  add("b1", "bob");
  add("b2", "bob");
  CHECK(admit_next() == "a");
  CHECK(admit_next() == "b1");
  add("a again", "ann");
  CHECK(admit_next() == "a again");
  add("a once more", "ann");
  CHECK(admit_next() == "b2");
}

TEST_CASE_METHOD(queue_world, "a job let in out of turn counts as a turn") {
  add("a1", "ann");
  add("a2", "ann");
  add("b1", "bob");
  CHECK(queue.admit("a2"));
  CHECK(drain() == ids{"b1", "a1"});
}

TEST_CASE_METHOD(queue_world, "a job that is put in again stays where it is, "
                              "unless it hears of another priority") {
  add("a1", "ann");
  add("b1", "bob");
  add("a2", "ann");
  CHECK(admit_next() == "a1");
  queue.insert({"b1", "bob", -1, noon + 1s, false});
  queue.update({"b1", "bob", 0, noon + 1s, false});
  CHECK(queue.position("b1") == 1);
  queue.update({"b1", "bob", -1, noon + 1s, false});
  CHECK(queue.size() == 2);
  CHECK(drain() == ids{"a2", "b1"});
}

TEST_CASE_METHOD(queue_world, "a job that leaves does not cost a turn") {
  add("a1", "ann");
  add("a2", "ann");
  add("b1", "bob");
  CHECK(queue.erase("a1"));
  CHECK_FALSE(queue.erase("a1"));
  CHECK(queue.size() == 2);
  CHECK(drain() == ids{"a2", "b1"});
}

TEST_CASE_METHOD(queue_world, "a job that waits already stays where it is") {
  add("a", "ann");
  add("b", "ann");
  add("a", "bob", 5);
  CHECK(queue.size() == 2);
  CHECK(drain() == ids{"a", "b"});
}

TEST_CASE_METHOD(queue_world, "a job moves to another priority") {
  add("a", "ann");
  add("b", "ann");
  queue.erase("b");
  queue.insert({"b", "ann", 1, noon + 1s, false});
  CHECK(drain() == ids{"b", "a"});
}

TEST_CASE("positions are the order in which jobs are let in") {
  for (auto seed = 0u; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 rng{seed};
    queue_world world;
    for (std::size_t i = 0; i < 40; ++i) {
      world.add(numbered("job", i), numbered("user", rng() % 5),
                int(rng() % 3));
      if (rng() % 4 == 0)
        world.admit_next();
      if (rng() % 8 == 0)
        world.queue.erase(numbered("job", rng() % 40));
    }
    std::map<std::size_t, job_id> expected;
    for (std::size_t i = 0; i < 40; ++i)
      if (auto position = world.queue.position(numbered("job", i)))
        REQUIRE(expected.emplace(*position, numbered("job", i)).second);
    REQUIRE(expected.size() == world.queue.size());
    for (const auto& [position, id] : expected)
      REQUIRE(world.admit_next() == id);
  }
}

TEST_CASE("ten thousand jobs wait in 256 bytes each") {
  queue_world world;
  auto before = mallinfo2().uordblks;
  for (std::size_t i = 0; i < 10'000; ++i)
    world.add(numbered("01JD8Q6W0000000000000", 10'000 + i),
              numbered("user-", i % 50), int(i % 3));
  CHECK((mallinfo2().uordblks - before) / 10'000 <= 256);
  CHECK(world.drain().size() == 10'000);
}
