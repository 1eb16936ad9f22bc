#include "tools/llm_sim/app/simulation.hpp"

namespace dossier::llm_sim {

simulation::simulation(struct options wanted)
  : options{std::move(wanted)}, writer{options.pipelines},
    faults{options.faults}, journal{options.journal_body_bytes},
    began_{std::chrono::steady_clock::now()} {
  // nop
}

microseconds simulation::now() const {
  return std::chrono::duration_cast<microseconds>(
    std::chrono::steady_clock::now() - began_);
}

void simulation::reset() {
  faults.replace(options.faults);
  stage_calls.reset();
  same_calls.reset();
  connections.reset();
  cache.clear();
  known_schemas.clear();
  journal.clear();
  stats.clear();
}

} // namespace dossier::llm_sim
