#include "storage/memory_store.hpp"

#include <algorithm>

namespace dossier::storage {

namespace {

/// Sources are numbered: S2 comes before S10.
bool precedes(const source& left, const source& right) {
  return std::pair(left.id.size(), left.id)
         < std::pair(right.id.size(), right.id);
}

void merge(source_catalog& catalog, const source& item) {
  auto place = std::lower_bound(catalog.begin(), catalog.end(), item, precedes);
  if (place != catalog.end() && place->id == item.id)
    *place = item;
  else
    catalog.insert(place, item);
}

source_catalog_ptr merge(const source_catalog_ptr& before,
                         const source_catalog& added) {
  if (added.empty())
    return before;
  auto after = std::make_shared<source_catalog>(*before);
  for (const auto& item : added)
    merge(*after, item);
  return after;
}

/// Recorded again, an attempt is as new as any.
void put(memory_database& database, stored_job& target,
         const attempt_record& record) {
  std::erase_if(target.attempts, [&](const stored_attempt& known) {
    return known.what.key == record.key;
  });
  target.attempts.push_back({++database.last_attempt, record});
}

/// Of an attempt that was never filed there is nothing to add to.
void add(stored_job& target, const late_usage& late) {
  for (auto& known : target.attempts)
    if (known.what.key == late.key) {
      known.what.spent += late.spent;
      known.what.calls += late.calls;
    }
}

/// Takes only what the commit says has changed, as a database would: a commit
/// that forgets to say so is found out.
job_state_ptr merge(const job_state_ptr& before, const commit& what) {
  if (!before)
    return what.after;
  auto touched = what.changed;
  for (const auto& output : what.outputs)
    touched.set(output.stage);
  auto after = std::make_shared<job_state>(*what.after);
  for (std::size_t i = 0; i < after->stages.size(); ++i)
    if (!touched.test(i))
      after->stages[i] = before->stages[i];
  return after;
}

void archive(stored_job& target, std::size_t stage) {
  if (!target.current.outputs[stage])
    return;
  target.history.push_back(
    {static_cast<stage_index>(stage), current_version(target, stage)});
  target.current.outputs[stage] = nullptr;
}

void write_outputs(stored_job& target, const commit& what) {
  auto& outputs = target.current.outputs;
  outputs.resize(what.after->stages.size());
  target.origins.resize(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (what.archived.test(i))
      archive(target, i);
  for (const auto& output : what.outputs) {
    archive(target, output.stage);
    outputs[output.stage] = output.text;
    target.origins[output.stage] = output;
  }
}

void write(memory_database& database, stored_job& target, const commit& what) {
  auto& current = target.current;
  write_outputs(target, what);
  current.state = merge(current.state, what);
  current.sources = merge(current.sources, what.sources);
  current.lease = what.lease;
  target.events.insert(target.events.end(), what.events.begin(),
                       what.events.end());
  for (const auto& late : what.late)
    add(target, late);
  for (const auto& record : what.attempts)
    put(database, target, record);
}

stored_job& make(memory_database& database, const job_id& id) {
  auto& fresh = database.jobs[id];
  fresh.number = ++database.last_job;
  fresh.current.sources = std::make_shared<const source_catalog>();
  return fresh;
}

bool fits(const memory_database& database, const commit& what) {
  auto found = database.jobs.find(what.after->id);
  if (found == database.jobs.end())
    return what.expected_revision == 0 && !what.is_removal;
  const auto& current = found->second.current;
  return what.expected_revision == current.state->revision
         && what.lease == current.lease;
}

commit_result write(memory_database& database, const commit& what) {
  if (!fits(database, what))
    return commit_result::conflict;
  const auto& id = what.after->id;
  if (what.is_removal)
    database.jobs.erase(id);
  else if (what.expected_revision == 0)
    write(database, make(database, id), what);
  else
    write(database, database.jobs.at(id), what);
  if (what.idempotency)
    database.answers[what.idempotency->scope] = *what.idempotency;
  return commit_result::applied;
}

void note(memory_database& database, const hold_note& hold) {
  auto found = database.jobs.find(hold.job);
  if (found == database.jobs.end())
    return;
  auto& state = found->second.current.state;
  const auto& stage = state->stages[hold.key.stage];
  if (state->generation != hold.key.generation
      || stage.attempts != hold.key.attempt
      || stage.status != stage_status::running
      || stage.detail == wait_reason::retry_wait)
    return;
  auto after = std::make_shared<job_state>(*state);
  after->stages[hold.key.stage].detail = hold.detail;
  state = std::move(after);
}

/// Counts the call and has it fail where that was asked for.
template <class Work>
void write_with_faults(memory_database& database, Work work) {
  std::lock_guard guard(database.mutex);
  auto call = ++database.calls;
  auto fault = database.fault ? database.fault(call) : std::nullopt;
  if (fault && fault->when == fault_moment::before)
    throw error(fault->code, "the store was made to fail before writing");
  work();
  if (fault)
    throw error(fault->code, "the store was made to fail after writing");
}

} // namespace

section_version current_version(const stored_job& what, std::size_t stage) {
  const auto& state = what.current.state->stages[stage];
  const auto& origin = what.origins[stage];
  return {state.version,        origin.generation,
          origin.restored_from, state.output_hash,
          origin.created_at,    state.level,
          state.sources_used,   state.inputs,
          state.recipe,         what.current.outputs[stage]};
}

memory_store::memory_store(memory_database_ptr database)
  : database_(std::move(database)) {
  // nop
}

std::vector<commit_result>
memory_store::apply(std::span<const commit_ptr> group) {
  std::vector<commit_result> results;
  write_with_faults(*database_, [&] {
    for (const auto& what : group)
      results.push_back(write(*database_, *what));
  });
  return results;
}

void memory_store::keep(const bookkeeping& what) {
  write_with_faults(*database_, [&] {
    auto& audit = database_->audit;
    audit.insert(audit.end(), what.audit.begin(), what.audit.end());
    for (const auto& [key, value] : what.settings)
      database_->settings[key] = value;
    for (const auto& hold : what.holds)
      note(*database_, hold);
  });
}

void memory_store::reopen() {
  // nop
}

bool memory_store::run_maintenance() {
  return false;
}

void memory_store::prune_idempotency(timestamp before) {
  std::lock_guard guard(database_->mutex);
  std::erase_if(database_->answers, [&](const auto& entry) {
    return entry.second.created_at < before;
  });
}

} // namespace dossier::storage
