#include "messages/hash.hpp"
#include "tests/load/small_job.hpp"
#include "tools/load/drive/job_record.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dossier::load;
using namespace dossier::load::test;

namespace {

struct record_world {
  graph shape = small_graph();
  std::ostringstream said;
  verdict faults{said};
  job_record record{shape, "j", "Acme"};
};

} // namespace

TEST_CASE("events may come in any order and more than once") {
  record_world world;
  small_job job;
  auto events = job.whole();
  for (auto i : {5u, 3u, 0u, 1u, 1u, 2u, 4u, 5u})
    world.record.note(events[i], world.faults);
  CHECK(world.record.last_seq() == 6);
  world.record.expect_complete(6, world.faults);
  CHECK(world.faults.count() == 0);
}

TEST_CASE("an event that reads otherwise the second time is seen") {
  record_world world;
  small_job job;
  auto event = job.queued();
  world.record.note(event, world.faults);
  event["data"]["companyName"] = "Other";
  world.record.note(event, world.faults);
  CHECK(world.faults.count() == 1);
}

TEST_CASE("an event that was reported and is not stored is seen") {
  record_world world;
  small_job job;
  for (const auto& event : job.whole())
    world.record.note(event, world.faults);
  auto lost = job.job_event("job.updated");
  job.job_event("job.updated");
  world.record.note(job.job_event("job.updated"), world.faults);
  world.record.expect_complete(13, world.faults);
  CHECK(world.faults.count() == 1);
}

TEST_CASE("an output must be the one its event reported, also after the end") {
  record_world world;
  small_job job;
  json output{{"text", "hello"}};
  for (auto& event : job.whole()) {
    if (event.at("event") == "stage.completed")
      event["data"]["outputHash"] = dossier::content_hash(output.dump());
    world.record.note(event, world.faults);
  }
  world.record.note_output(1, 1, output, world.faults);
  world.record.close();
  world.record.note_output(1, 1, output, world.faults);
  CHECK(world.faults.count() == 0);
  world.record.note_output(1, 1, {{"text", "bye"}}, world.faults);
  CHECK(world.faults.count() == 1);
}

TEST_CASE("tokens that fall are seen") {
  record_world world;
  auto status = job_fold::initial(world.shape, "j").status();
  status["stages"][0]["tokens"]["output"] = 5;
  world.record.note_totals(status, world.faults);
  world.record.note_totals(status, world.faults);
  CHECK(world.faults.count() == 0);
  status["stages"][0]["tokens"]["output"] = 4;
  world.record.note_totals(status, world.faults);
  CHECK(world.faults.count() == 1);
}
