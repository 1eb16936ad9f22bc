/// Supervisors that die with a command in their hands.

#include "actors/queue/queue.hpp"
#include "tests/support/worlds/moment_world.hpp"

#include <set>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

using tags = std::vector<std::string>;

struct dying_world : moment_world {
  /// Of a job that runs, as by an exception.
  void kill_supervisor(const job_id& id) {
    caf::anon_send_exit(queue_state_of().jobs.at(id).supervisor,
                        caf::exit_reason::unhandled_exception);
  }
};

} // namespace

TEST_CASE("a command is answered though its supervisor dies at any moment",
          "[supervisor_died]") {
  std::set<int> statuses;
  for (auto steps = 0; steps < 12; ++steps) {
    INFO("after " << steps << " messages");
    dying_world world;
    auto id = world.submit();
    update_command update;
    update.tags = tags{"new"};
    auto changed = world.order(id, update);
    for (auto i = 0; i < steps; ++i)
      world.step();
    world.kill_supervisor(id);
    world.settle();
    REQUIRE(*changed);
    statuses.insert((*changed)->status);
    world.advance(10s);
    CHECK(world.state(id).status == job_status::running);
    if ((*changed)->status == 200)
      CHECK(world.state(id).request.tags == tags{"new"});
    auto again = world.order(id, update);
    world.settle();
    REQUIRE(*again);
    CHECK((*again)->status == 200);
  }
  CHECK(statuses == std::set<int>{200, 500});
}
