/// People who command, and when they ask again.

#include "tests/simulation/clients/orders.hpp"
#include "tests/simulation/world/graphs.hpp"
#include "tests/simulation/world/model.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::simulation;

namespace {

class drawn_bits final : public randomness {
public:
  explicit drawn_bits(rng& source) : source_(source) {
    // nop
  }

  std::uint64_t bits() override {
    return source_.bits();
  }

private:
  rng& source_;
};

/// Many orders, half of them with a key, on their way to a process that has
/// not heard of them yet.
struct orders_world {
  orders_world() {
    for (auto i = 0; i < 40; ++i)
      given.want({"a job"});
    given.send_due(running);
  }

  engine_parts parts() {
    engine_parts result;
    result.clock = &clock;
    result.rng = &bits;
    result.pipelines.emplace(simulation::report_type, graph);
    result.store = std::make_unique<storage::memory_store>(kept.database);
    result.readers.push_back(
      std::make_unique<storage::memory_reader>(kept.database));
    result.model = std::make_shared<sim_model>(clock, rng);
    result.version = "simulated";
    result.is_threaded = false;
    return result;
  }

  notes log;
  sim_clock clock;
  simulation::rng rng{7};
  drawn_bits bits{rng};
  records kept;
  pipeline_ptr graph = std::make_shared<const pipeline>(company());
  orders given{log, clock, rng, kept, graph};
  process running{parts(), clock, log};
};

} // namespace

TEST_CASE_METHOD(orders_world,
                 "a request with a key that is not answered is made again") {
  given.on_process_died();
  CHECK(given.next_due());
  CHECK_FALSE(given.are_settled());
}

TEST_CASE_METHOD(orders_world,
                 "a request is not made again when its key was forgotten while "
                 "it was under way") {
  given.on_keys_forgotten();
  given.on_process_died();
  CHECK_FALSE(given.next_due());
  CHECK(given.are_settled());
}
