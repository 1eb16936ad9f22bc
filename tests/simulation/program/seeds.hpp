/// Shares a range of seeds among processes. Each runs on its own, so that the
/// order in which they end changes nothing.

#pragma once

#include "tests/simulation/world/world.hpp"

namespace dossier::simulation {

struct seed_range {
  std::uint64_t first = 1;
  std::uint64_t last = 1;
};

struct sim_request {
  seed_range seeds;
  unsigned processes = 1;
  bool is_traced = false;
  const bug_kind* bug = nullptr;
};

/// Prints what is broken, and a summary; whether nothing is.
bool live_through(const sim_request& request);

} // namespace dossier::simulation
