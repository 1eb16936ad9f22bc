#include "storage/memory_store.hpp"

#include <algorithm>

namespace dossier::storage {

namespace {

/// Sources are numbered: S2 comes before S10.
bool comes_before(const source& left, const source& right) {
  return std::pair(left.id.size(), left.id)
         < std::pair(right.id.size(), right.id);
}

void merge(source_catalog& catalog, const source& item) {
  auto place
    = std::lower_bound(catalog.begin(), catalog.end(), item, comes_before);
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

void put(std::vector<attempt_record>& attempts, const attempt_record& record) {
  auto found = std::find_if(
    attempts.begin(), attempts.end(),
    [&](const attempt_record& known) { return known.key == record.key; });
  if (found == attempts.end())
    attempts.push_back(record);
  else
    *found = record;
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
  auto& output = target.current.outputs[stage];
  if (!output)
    return;
  target.history.push_back({static_cast<stage_index>(stage),
                            target.current.state->stages[stage].version,
                            output});
  output = nullptr;
}

void write(stored_job& target, const commit& what) {
  auto& current = target.current;
  current.outputs.resize(what.after->stages.size());
  for (std::size_t i = 0; i < current.outputs.size(); ++i)
    if (what.archived.test(i))
      archive(target, i);
  for (const auto& output : what.outputs) {
    archive(target, output.stage);
    current.outputs[output.stage] = output.text;
  }
  current.state = merge(current.state, what);
  current.sources = merge(current.sources, what.sources);
  current.lease = what.lease;
  target.events.insert(target.events.end(), what.events.begin(),
                       what.events.end());
  for (const auto& record : what.attempts)
    put(target.attempts, record);
}

commit_result write(memory_database& database, const commit& what) {
  auto found = database.jobs.find(what.after->id);
  auto is_new = what.expected_revision == 0;
  if (is_new != (found == database.jobs.end()))
    return commit_result::conflict;
  if (is_new) {
    stored_job fresh;
    fresh.number = static_cast<std::int64_t>(database.jobs.size()) + 1;
    fresh.current.sources = std::make_shared<const source_catalog>();
    found = database.jobs.emplace(what.after->id, std::move(fresh)).first;
  } else if (found->second.current.state->revision != what.expected_revision
             || found->second.current.lease != what.lease) {
    return commit_result::conflict;
  }
  write(found->second, what);
  if (what.idempotency)
    database.answers[what.idempotency->scope] = *what.idempotency;
  return commit_result::applied;
}

} // namespace

memory_store::memory_store(memory_database_ptr database)
  : database_(std::move(database)) {
  // nop
}

std::vector<commit_result>
memory_store::apply(std::span<const commit_ptr> group) {
  std::lock_guard guard(database_->mutex);
  auto call = ++database_->calls;
  auto fault = database_->fault ? database_->fault(call) : std::nullopt;
  if (fault && fault->when == fault_moment::before)
    throw error(fault->code, "the store was made to fail before writing");
  std::vector<commit_result> results;
  for (const auto& what : group)
    results.push_back(write(*database_, *what));
  if (fault)
    throw error(fault->code, "the store was made to fail after writing");
  return results;
}

void memory_store::reopen() {
  // nop
}

void memory_store::prune_idempotency(timestamp before) {
  std::lock_guard guard(database_->mutex);
  std::erase_if(database_->answers, [&](const auto& entry) {
    return entry.second.created_at < before;
  });
}

} // namespace dossier::storage
