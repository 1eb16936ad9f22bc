#include "actors/recorder.hpp"

#include "actors/error.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier::recording {

namespace {

using self_ptr = recorder_actor::stateful_pointer<recorder_actor_state>;
using waiting_commits = std::vector<recorder_actor_state::waiting_commit>;

/// A larger group no longer writes faster, and keeps its first sender waiting.
constexpr std::size_t max_group = 512;

/// Answers to idempotency keys are kept this long.
constexpr auto key_life_time = std::chrono::hours{24};
constexpr auto prune_interval = std::chrono::minutes{15};

/// Between two tries to write after a write has failed.
constexpr auto probe_interval = std::chrono::seconds{1};

/// The setting that such a try writes.
constexpr auto probe_key = "recorder.probe";

/// The store is idle when nothing was written for this long.
constexpr auto idle_time = std::chrono::milliseconds{200};

failure failure_for(storage::error_code code) noexcept {
  switch (code) {
    case storage::error_code::full: return failure::storage_full;
    case storage::error_code::busy: return failure::storage_busy;
    case storage::error_code::io:
    case storage::error_code::corrupt:
    case storage::error_code::unavailable:
    case storage::error_code::internal: return failure::storage_failed;
  }
  return failure::storage_failed;
}

waiting_commits take_group(recorder_actor_state& st) {
  auto size = std::min(st.gathered.size(), max_group);
  auto middle = st.gathered.begin() + std::ptrdiff_t(size);
  waiting_commits group{std::make_move_iterator(st.gathered.begin()),
                        std::make_move_iterator(middle)};
  st.gathered.erase(st.gathered.begin(), middle);
  return group;
}

void publish(self_ptr self, const commit& commit) {
  const auto& bus = self->state.bus;
  if (commit.is_removal)
    self->send(bus, job_removed{commit.after->id, commit.after->request.user});
  else
    self->send(bus, job_news{commit.after, commit.events});
}

void acknowledge(self_ptr self, waiting_commits& group,
                 const std::vector<storage::commit_result>& results) {
  for (std::size_t i = 0; i < group.size(); ++i) {
    auto& [commit, sender] = group[i];
    if (results[i] == storage::commit_result::conflict) {
      sender.deliver(make_error(failure::conflict, commit->after->id));
      continue;
    }
    sender.deliver(recorded{});
    publish(self, *commit);
  }
}

/// Called before anybody hears of them: whoever does finds them counted.
void count_group(recorder_actor_state& st, std::size_t size,
                 std::chrono::nanoseconds took) {
  st.health->is_writable = true;
  st.health->groups_written = ++st.groups_written;
  st.health->commits_written = st.commits_written += size;
  st.health->last_group_us
    = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
}

/// Nobody waits for this any more.
void note_group(self_ptr self, const std::vector<commit_ptr>& group,
                const std::vector<storage::commit_result>& results,
                std::chrono::nanoseconds took) {
  auto& st = self->state;
  st.metrics->group_written(took);
  for (std::size_t i = 0; i < group.size(); ++i)
    if (results[i] == storage::commit_result::applied)
      st.metrics->committed(*group[i]);
}

/// Those who wait for one write; `what` names it in the log.
template <class Group>
void refuse(std::string_view name, Group& group, const storage::error& reason) {
  spdlog::error("{} refused: count={} reason={}", name, group.size(),
                reason.what());
  for (auto& waiting : group)
    waiting.sender.deliver(
      make_error(failure_for(reason.code()), reason.what()));
}

/// What a failed sync left in doubt is not built upon.
void recover(recorder_actor_state& st) {
  try {
    st.store->reopen();
  } catch (const storage::error& reason) {
    spdlog::error("store not reopened: reason={}", reason.what());
  }
}

void on_failed_write(self_ptr self) {
  auto& st = self->state;
  recover(st);
  st.health->is_writable = false;
  if (!std::exchange(st.is_probe_armed, true))
    self->send(self, retry_atom_v);
}

/// Whether the store can be written again, while nobody else tries. At once for
/// the first time: what a failed sync has left at the end of the log is written
/// over, so that it does not come to life in the next process.
void probe(self_ptr self) {
  auto& st = self->state;
  st.is_probe_armed = false;
  if (st.health->is_writable)
    return;
  try {
    st.store->write_notes(
      {.settings = {{probe_key, to_string(st.clock->now())}}});
    st.health->is_writable = true;
  } catch (const storage::error& reason) {
    spdlog::warn("store not writable yet: reason={}", reason.what());
    recover(st);
    st.is_probe_armed = true;
    self->delayed_send(self, probe_interval, retry_atom_v);
  }
}

void prune(self_ptr self) {
  auto& st = self->state;
  try {
    st.store->prune_idempotency(st.clock->now() - key_life_time);
  } catch (const storage::error& reason) {
    spdlog::warn("old keys not forgotten: reason={}", reason.what());
    on_failed_write(self);
  }
  self->delayed_send(self, prune_interval, prune_atom_v);
}

/// What was refused may be stored all the same, and its sender may never look.
void leave_in_doubt(self_ptr self, const std::vector<commit_ptr>& commits) {
  for (const auto& commit : commits)
    self->send(self->state.bus, commit);
}

/// One commit that breaks a rule of the store refuses its whole group: then
/// each is tried alone, so that the others do not suffer.
bool is_fault_of_one(const storage::error& reason, std::size_t size) {
  return reason.code() == storage::error_code::internal && size > 1;
}

void write_group(self_ptr self, waiting_commits group) {
  std::vector<commit_ptr> commits;
  commits.reserve(group.size());
  for (const auto& waiting : group)
    commits.push_back(waiting.commit);
  try {
    const auto begin = std::chrono::steady_clock::now();
    const auto results = self->state.store->apply(commits);
    const auto took = std::chrono::steady_clock::now() - begin;
    count_group(self->state, group.size(), took);
    acknowledge(self, group, results);
    note_group(self, commits, results, took);
  } catch (const storage::error& reason) {
    if (!is_fault_of_one(reason, group.size())) {
      on_failed_write(self);
      refuse("commits", group, reason);
      return leave_in_doubt(self, commits);
    }
    recover(self->state);
    for (auto& waiting : group)
      write_group(self, {std::move(waiting)});
  }
}

store_notes
join(const std::vector<recorder_actor_state::waiting_notes>& notes) {
  store_notes all;
  for (const auto& [note, sender] : notes) {
    all.audit.insert(all.audit.end(), note.audit.begin(), note.audit.end());
    all.settings.insert(all.settings.end(), note.settings.begin(),
                        note.settings.end());
    all.holds.insert(all.holds.end(), note.holds.begin(), note.holds.end());
  }
  return all;
}

void write_notes(self_ptr self) {
  auto notes = std::exchange(self->state.notes, {});
  if (notes.empty())
    return;
  try {
    self->state.store->write_notes(join(notes));
    self->state.health->is_writable = true;
    for (auto& waiting : notes)
      waiting.sender.deliver(recorded{});
  } catch (const storage::error& reason) {
    on_failed_write(self);
    refuse("notes", notes, reason);
  }
}

// -- putting things in order --------------------------------------------------

void arm_maintenance(self_ptr self) {
  if (!std::exchange(self->state.is_maintenance_armed, true))
    self->delayed_send(self, idle_time, maintain_atom_v,
                       self->state.groups_written);
}

/// Work that was deferred waits until nobody waits for the disk.
void run_maintenance(self_ptr self, std::uint64_t groups_then) {
  auto& st = self->state;
  st.is_maintenance_armed = false;
  if (groups_then != st.groups_written || !st.gathered.empty())
    return arm_maintenance(self);
  try {
    if (st.store->run_maintenance()) {
      st.is_maintenance_armed = true;
      self->send(self, maintain_atom_v, st.groups_written);
    }
  } catch (const storage::error& reason) {
    spdlog::warn("store not put in order: reason={}", reason.what());
    on_failed_write(self);
    arm_maintenance(self);
  }
}

// -- writing ------------------------------------------------------------------

void write(self_ptr self) {
  if (auto group = take_group(self->state); !group.empty())
    write_group(self, std::move(group));
  write_notes(self);
  arm_maintenance(self);
}

/// The message to itself lands behind all that is queued already, so that the
/// whole backlog becomes one group.
void arm(self_ptr self) {
  auto& st = self->state;
  if (st.is_armed || (st.gathered.empty() && st.notes.empty()))
    return;
  st.is_armed = true;
  self->send(self, write_atom_v);
}

} // namespace

} // namespace dossier::recording

namespace dossier {

recorder_actor_state::~recorder_actor_state() {
  spdlog::info("recorder ended: commits={} groups={}", commits_written,
               groups_written);
}

recorder_actor::behavior_type
recorder(recording::self_ptr self,
         std::shared_ptr<std::unique_ptr<storage::job_store>> store,
         event_bus_actor bus, const wall_clock* clock, engine_health_ptr health,
         std::shared_ptr<io::metrics> metrics) {
  using namespace recording;
  self->state.store = std::move(*store);
  self->state.bus = std::move(bus);
  self->state.clock = clock;
  self->state.health = std::move(health);
  self->state.metrics = std::move(metrics);
  self->send(self, prune_atom_v);
  return {
    [=](const commit_ptr& commit) -> caf::result<recorded> {
      auto sender = self->make_response_promise<recorded>();
      self->state.gathered.push_back({commit, sender});
      arm(self);
      return sender;
    },
    [=](const store_notes& notes) -> caf::result<recorded> {
      auto sender = self->make_response_promise<recorded>();
      self->state.notes.push_back({notes, sender});
      arm(self);
      return sender;
    },
    [=](write_atom) {
      self->state.is_armed = false;
      write(self);
      arm(self);
    },
    [=](maintain_atom, std::uint64_t groups) { run_maintenance(self, groups); },
    [=](prune_atom) { prune(self); },
    [=](retry_atom) { probe(self); },
  };
}

} // namespace dossier
