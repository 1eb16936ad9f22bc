#include "tests/simulation/world/store.hpp"

namespace dossier::simulation {

using storage::commit_result;
using storage::fault_moment;

sim_store::sim_store(records& kept, store_watcher& watcher)
  : records_(kept), store_(kept.database), watcher_(watcher) {
  // nop
}

commit_result sim_store::write(const commit_ptr& commit) {
  auto written = watcher_.tamper(commit);
  if (!written)
    return commit_result::applied;
  const auto& id = written->after->id;
  if (written->is_removal && records_.database->jobs.contains(id))
    records_.removed[id] = records_.database->jobs.at(id);
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
  for (const auto& commit : group)
    results.push_back(write(commit));
  if (fault)
    throw storage::error(*fault->code, "lost by the simulation");
  return results;
}

void sim_store::reopen() {
  store_.reopen();
}

bool sim_store::run_maintenance() {
  return store_.run_maintenance();
}

/// Fails as commits do.
void sim_store::write_notes(const store_notes& notes) {
  auto fault = watcher_.draw_fault();
  auto code = fault ? fault->code.value_or(storage::error_code::busy)
                    : storage::error_code::busy;
  if (fault && fault->when == fault_moment::before)
    throw storage::error(code, "refused by the simulation");
  store_.write_notes(notes);
  if (fault)
    throw storage::error(code, "lost by the simulation");
}

void sim_store::prune_idempotency(timestamp before) {
  store_.prune_idempotency(before);
}

} // namespace dossier::simulation
