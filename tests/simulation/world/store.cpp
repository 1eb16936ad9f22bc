#include "tests/simulation/world/store.hpp"

namespace dossier::simulation {

using storage::commit_result;
using storage::fault_moment;

sim_store::sim_store(storage::memory_database_ptr database,
                     store_watcher& watcher)
  : store_(std::move(database)), watcher_(watcher) {
  // nop
}

commit_result sim_store::write(const commit_ptr& what) {
  auto written = watcher_.tamper(what);
  if (!written)
    return commit_result::applied;
  auto result = store_.apply({&written, 1}).at(0);
  if (result == commit_result::applied)
    watcher_.on_written(*written);
  return result;
}

std::vector<commit_result> sim_store::apply(std::span<const commit_ptr> group) {
  auto fault = watcher_.draw_fault();
  if (fault && !fault->code)
    return std::vector(group.size(), commit_result::conflict);
  if (fault && fault->when == fault_moment::before)
    throw storage::error(*fault->code, "refused by the simulation");
  std::vector<commit_result> results;
  for (const auto& what : group)
    results.push_back(write(what));
  if (fault)
    throw storage::error(*fault->code, "lost by the simulation");
  return results;
}

void sim_store::reopen() {
  store_.reopen();
}

bool sim_store::tidy() {
  return store_.tidy();
}

void sim_store::prune_idempotency(timestamp before) {
  store_.prune_idempotency(before);
}

} // namespace dossier::simulation
