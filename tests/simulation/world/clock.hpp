/// Two clocks: one that only goes on, which timers run by, and the one on the
/// wall, which somebody may set.

#pragma once

#include "actors/ports.hpp"
#include "tests/support/company_graph.hpp"

#include <caf/detail/test_actor_clock.hpp>

namespace dossier::simulation {

using steady_time = std::chrono::nanoseconds;

class sim_clock final : public wall_clock {
public:
  timestamp now() const override {
    return test::noon + std::chrono::floor<milliseconds>(steady()) + skew_;
  }

  /// Since the start of the run, over all processes.
  steady_time steady() const {
    return source_ ? before_ + source_->now().time_since_epoch() : before_;
  }

  void jump(milliseconds by) {
    skew_ += by;
  }

  // -- processes that come and go ---------------------------------------------

  void attach(const caf::detail::test_actor_clock& source) {
    source_ = &source;
  }

  void detach() {
    before_ = steady();
    source_ = nullptr;
  }

private:
  const caf::detail::test_actor_clock* source_ = nullptr;
  steady_time before_{0};
  milliseconds skew_{0};
};

} // namespace dossier::simulation
