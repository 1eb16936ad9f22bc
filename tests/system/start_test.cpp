/// Starts that fail while jobs are under way: no fault of the jobs.

#include "tests/support/processes/rehearsal.hpp"
#include "tests/support/rounds.hpp"

#include <catch2/catch.hpp>

using namespace dossier::test;
using json = nlohmann::json;

using Catch::Contains;

namespace {

/// A job whose first call has begun to answer and then says no more.
std::string submit_stalled(const rehearsal& world, const std::string& company) {
  auto id = world.submit(company);
  ws_client socket{world.server.port()};
  socket.send({{"type", "subscribe"}, {"jobId", id}});
  auto snapshot = socket.next_of("snapshot");
  if (snapshot.at("partial").empty())
    socket.next_of("delta");
  return id;
}

/// As a service manager would, on a port that somebody else has.
void start_in_vain(const rehearsal& world) {
  auto ended = run_server({"--data", world.server.folder().string(), "--port",
                           std::to_string(world.sim.port()), "--set",
                           world.sim.address()});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("another program listens there"));
}

/// What became of the attempts at the first stage, of which each made one call.
std::vector<std::string> outcomes(const rehearsal& world, const std::string& id,
                                  const std::string& company) {
  std::vector<std::string> result;
  for (const auto& each : world.attempts(id))
    if (each.at("stage") == "foundation")
      result.push_back(each.at("outcome"));
  CHECK(world.sim.calls(company, "foundation").size() == result.size());
  return result;
}

} // namespace

TEST_CASE("starts that find the port taken are no crashes of a job",
          "[system]") {
  for (int round = 0; round < rounds_of("TEST_START_ROUNDS", 1); ++round)
    for (const std::string end : {"kill -9", "SIGTERM"}) {
      INFO("round " << round << " after " << end);
      rehearsal world{{"server.drain_timeout_ms=50"}};
      world.sim.plan(
        {{"rules",
          {{{"stage", "foundation"}, {"fault", "stall:after=20,times=1"}}}}});
      auto id = submit_stalled(world, "Acme");
      if (end == "SIGTERM")
        CHECK(world.server.terminate() == 0);
      else
        world.server.kill();
      for (int i = 0; i < 3; ++i)
        start_in_vain(world);
      world.server.start();
      CHECK(world.await_end(id).at("status") == "completed");
      auto lost = end == "SIGTERM" ? "drained" : "crashed";
      CHECK(outcomes(world, id, "Acme")
            == std::vector<std::string>{lost, "completed"});
    }
}

TEST_CASE("calls that wait for a slot have not crashed with the server",
          "[system]") {
  rehearsal world{{"provider.max_concurrency=1"}};
  world.sim.plan({{"rules",
                   {{{"company", "Busy"},
                     {"stage", "foundation"},
                     {"fault", "stall:after=20,times=2"}}}}});
  auto busy = submit_stalled(world, "Busy");
  auto waits = world.submit("Patient");
  for (int i = 0; i < 2; ++i) {
    ws_client socket{world.server.port()};
    socket.send({{"type", "subscribe"}, {"jobId", waits}});
    while (socket.next_of("detail").at("detail") != "waiting") {
      // nop
    }
    // The note is on its way to the disk; one that belongs to no job follows
    // it.
    world.http().post("/api/admin/queue/pause", json::object());
    world.server.kill();
    world.server.start();
    world.http().post("/api/admin/queue/resume", json::object());
  }
  CHECK(world.await_end(busy).at("status") == "completed");
  CHECK(world.await_end(waits).at("status") == "completed");
  for (const auto& each : world.attempts(waits))
    CHECK(each.at("outcome") != "crashed");
}
