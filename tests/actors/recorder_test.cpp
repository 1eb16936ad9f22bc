/// What the recorder acknowledges, and whom it notifies.

#include "actors/error.hpp"
#include "tests/support/job_samples.hpp"
#include "tests/support/worlds/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

struct recorder_world : engine_world {
  /// Sends without waiting; the answers gather in `acknowledged`, `refused`.
  template <class Message>
  void offer(Message what) {
    system().spawn([=, this](caf::event_based_actor* self) {
      self->request(recorder(), caf::infinite, what)
        .then([this](const recorded&) { ++acknowledged; },
              [this](const caf::error& reason) { refused.push_back(reason); });
    });
  }

  const recorder_actor& recorder() const {
    return engine().directory->recorder;
  }

  const reader_actor& reader() const {
    return engine().directory->reader();
  }

  int acknowledged = 0;
  std::vector<caf::error> refused;
};

store_notes notes_of(int number) {
  auto text = std::to_string(number);
  return {{{"ann", "setLimits", {}, "{}", at(number)}}, {{"key", text}}};
}

} // namespace

TEST_CASE_METHOD(recorder_world, "notes are durable when they are "
                                 "acknowledged, in the order they came") {
  offer(notes_of(1));
  offer(notes_of(2));
  CHECK(acknowledged == 0);
  settle();
  CHECK(acknowledged == 2);
  CHECK(database->settings.at("key") == "2");
  auto page = ask<audit_page>(reader(), audit_query{});
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[0].at == at(2));
  auto found = ask<setting_found>(reader(), find_setting{"key"});
  CHECK(found.value == "2");
}

TEST_CASE_METHOD(recorder_world, "notes that gathered are written as one") {
  auto before = database->calls;
  for (int i = 0; i < 10; ++i)
    offer(notes_of(i));
  settle();
  CHECK(acknowledged == 10);
  CHECK(database->calls - before < 10);
}

TEST_CASE_METHOD(recorder_world, "notes that the disk refuses are refused, "
                                 "and later ones written") {
  fill_disk();
  offer(notes_of(1));
  settle();
  CHECK(acknowledged == 0);
  REQUIRE(refused.size() == 1);
  CHECK(refused[0] == dossier::make_error(failure::storage_full));
  CHECK_FALSE(engine().directory->health->is_writable);
  CHECK(database->settings.empty());
  make_room();
  offer(notes_of(2));
  settle();
  CHECK(acknowledged == 1);
  CHECK(engine().directory->health->is_writable);
}

TEST_CASE_METHOD(recorder_world, "a store is unwritable until a write "
                                 "succeeds, and is tried each second") {
  const auto& health = *engine().directory->health;
  fill_disk();
  offer(notes_of(1));
  settle();
  for (int i = 0; i < 5; ++i) {
    auto before = database->calls;
    advance(1s);
    CHECK_FALSE(health.is_writable);
    CHECK(database->calls == before + 1);
  }
  make_room();
  advance(1s);
  CHECK(health.is_writable);
}

TEST_CASE_METHOD(recorder_world, "a failure leaves nothing behind that is done "
                                 "for ever") {
  for (int i = 0; i < 5; ++i) {
    fill_disk();
    offer(notes_of(i));
    settle();
    make_room();
    advance(2s);
  }
  auto before = database->calls;
  advance(15min);
  // Old keys are forgotten once in that time.
  CHECK(database->calls <= before + 1);
}

TEST_CASE_METHOD(recorder_world, "a failed sync is not called a refusal") {
  auto unknown
    = to_problem(dossier::make_error(failure::storage_failed), "Creating");
  CHECK(unknown.detail.find("Nothing was changed") == std::string::npos);
  CHECK(unknown.detail.find("may have taken effect") != std::string::npos);
}

TEST_CASE_METHOD(recorder_world, "a removed job is gone when that is "
                                 "acknowledged, and the bus forgets it") {
  auto id = submit();
  model->write("foundation", "Hello");
  settle();
  const auto& bus = engine().directory->bus;
  REQUIRE_FALSE(ask<live_view>(bus, find_live{id}).texts.empty());
  commit commit;
  commit.after = stored(id).current.state;
  commit.expected_revision = commit.after->revision;
  commit.is_removal = true;
  offer(share(commit));
  settle();
  CHECK(acknowledged == 1);
  CHECK_FALSE(ask<state_found>(reader(), find_state{id}).found);
  CHECK(ask<live_view>(bus, find_live{id}).texts.empty());
}

TEST_CASE_METHOD(recorder_world, "a reader answers about all jobs and about "
                                 "old outputs") {
  auto id = submit();
  model->answer("foundation");
  settle();
  auto versions
    = ask<versions_found>(reader(), find_versions{id, "foundation"});
  REQUIRE(versions.found);
  CHECK(versions.found->items.size() == 1);
  auto first = ask<versions_found>(reader(), find_version{id, "foundation", 1});
  REQUIRE(first.found);
  REQUIRE(first.found->items.size() == 1);
  CHECK(first.found->items[0].text == stored(id).current.outputs[0]);
  auto known = ask<estimates_found>(reader(), find_estimates{state(id).graph});
  CHECK(known.items->at(foundation));
  CHECK_FALSE(known.items->at(section_1));
  CHECK(ask<job_ids>(reader(), list_ids{{}, 10}).items
        == std::vector<job_id>{id});
  CHECK(ask<job_ids>(reader(), job_filter{}).items.empty());
}
