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
  auto position
    = std::lower_bound(catalog.begin(), catalog.end(), item, precedes);
  if (position != catalog.end() && position->id == item.id)
    *position = item;
  else
    catalog.insert(position, item);
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
    return known.attempt.key == record.key;
  });
  target.attempts.push_back({++database.last_attempt, record});
}

/// Of an attempt that was never filed there is nothing to add to.
void add(stored_job& target, const late_usage& late) {
  for (auto& known : target.attempts)
    if (known.attempt.key == late.key) {
      known.attempt.spent += late.spent;
      known.attempt.calls += late.calls;
    }
}

/// Takes only what the commit says has changed, as a database would: a commit
/// that forgets to say so is found out.
job_state_ptr merge(const job_state_ptr& before, const commit& commit) {
  if (!before)
    return commit.after;
  auto touched = commit.changed;
  for (const auto& output : commit.outputs)
    touched.set(output.stage);
  auto after = std::make_shared<job_state>(*commit.after);
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

void write_outputs(stored_job& target, const commit& commit) {
  auto& outputs = target.current.outputs;
  outputs.resize(commit.after->stages.size());
  target.origins.resize(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (commit.archived.test(i))
      archive(target, i);
  for (const auto& output : commit.outputs) {
    archive(target, output.stage);
    outputs[output.stage] = output.text;
    target.origins[output.stage] = output;
  }
}

void write(memory_database& database, stored_job& target,
           const commit& commit) {
  auto& current = target.current;
  write_outputs(target, commit);
  current.state = merge(current.state, commit);
  current.sources = merge(current.sources, commit.sources);
  current.lease = commit.lease;
  target.events.insert(target.events.end(), commit.events.begin(),
                       commit.events.end());
  for (const auto& late : commit.late)
    add(target, late);
  for (const auto& record : commit.attempts)
    put(database, target, record);
}

stored_job& make(memory_database& database, const job_id& id) {
  auto& fresh = database.jobs[id];
  fresh.number = ++database.last_job;
  fresh.current.sources = std::make_shared<const source_catalog>();
  return fresh;
}

bool fits(const memory_database& database, const commit& commit) {
  auto found = database.jobs.find(commit.after->id);
  if (found == database.jobs.end())
    return commit.expected_revision == 0 && !commit.is_removal;
  const auto& current = found->second.current;
  return commit.expected_revision == current.state->revision
         && commit.lease == current.lease;
}

commit_result write(memory_database& database, const commit& commit) {
  if (!fits(database, commit))
    return commit_result::conflict;
  const auto& id = commit.after->id;
  if (commit.is_removal)
    database.jobs.erase(id);
  else if (commit.expected_revision == 0)
    write(database, make(database, id), commit);
  else
    write(database, database.jobs.at(id), commit);
  if (commit.idempotency)
    database.answers[commit.idempotency->scope] = *commit.idempotency;
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

section_version current_version(const stored_job& stored, std::size_t stage) {
  const auto& state = stored.current.state->stages[stage];
  const auto& origin = stored.origins[stage];
  return {.version = state.version,
          .generation = origin.generation,
          .restored_from = origin.restored_from,
          .hash = state.output_hash,
          .created_at = origin.created_at,
          .level = state.level,
          .sources_used = state.sources_used,
          .inputs = state.inputs,
          .prompt_fingerprint = state.prompt_fingerprint,
          .text = stored.current.outputs[stage]};
}

memory_store::memory_store(memory_database_ptr database)
  : database_(std::move(database)) {
  // nop
}

std::vector<commit_result>
memory_store::apply(std::span<const commit_ptr> group) {
  std::vector<commit_result> results;
  write_with_faults(*database_, [&] {
    for (const auto& commit : group)
      results.push_back(write(*database_, *commit));
  });
  return results;
}

void memory_store::write_notes(const store_notes& notes) {
  write_with_faults(*database_, [&] {
    auto& audit = database_->audit;
    audit.insert(audit.end(), notes.audit.begin(), notes.audit.end());
    for (const auto& [key, value] : notes.settings)
      database_->settings[key] = value;
    for (const auto& hold : notes.holds)
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
