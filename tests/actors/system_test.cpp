/// That no long-lived actor ends unnoticed.

#include "tests/support/worlds/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;

namespace {

struct system_world : engine_world {
  template <class Actor>
  void kill(const Actor& whom) {
    caf::anon_send_exit(whom, caf::exit_reason::unhandled_exception);
    settle();
  }
};

} // namespace

/// The queue outlives what others send it as their end: its supervisors are
/// linked with it.
TEST_CASE_METHOD(system_world, "whoever runs the engine hears of each "
                               "long-lived actor that dies") {
  const auto shared = engine().directory;
  kill(shared->bus);
  kill(shared->recorder);
  kill(shared->readers.front());
  kill(shared->provider);
  kill(shared->console);
  kill(engine().gateways.front());
  CHECK(dead
        == std::vector<std::string>{"event_bus", "recorder", "reader",
                                    "provider", "console", "gateway"});
}

TEST_CASE_METHOD(system_world, "an engine that is stopped loses nobody") {
  submit();
  crash_and_restart();
  CHECK(dead.empty());
}
