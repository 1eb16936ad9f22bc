#include "actors/recorder.hpp"

#include "actors/error.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace dossier {

namespace {

using self_ptr = recorder_actor::stateful_pointer<recorder_actor_state>;
using waiting_commits = std::vector<recorder_actor_state::waiting_commit>;

/// A larger group no longer writes faster, and keeps its first sender waiting.
constexpr std::size_t max_group = 512;

/// Answers to idempotency keys are kept this long.
constexpr auto key_life_time = std::chrono::hours{24};
constexpr auto prune_interval = std::chrono::minutes{15};

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

void acknowledge(self_ptr self, waiting_commits& group,
                 const std::vector<storage::commit_result>& results) {
  for (std::size_t i = 0; i < group.size(); ++i) {
    auto& [what, sender] = group[i];
    if (results[i] == storage::commit_result::conflict) {
      sender.deliver(make_error(failure::conflict, what->after->id));
      continue;
    }
    sender.deliver(recorded{});
    self->send(self->state.bus, job_news{what->after, what->events});
  }
}

void refuse(waiting_commits& group, const storage::error& reason) {
  spdlog::error("commits refused: count={} reason={}", group.size(),
                reason.what());
  for (auto& waiting : group)
    waiting.sender.deliver(
      make_error(failure_for(reason.code()), reason.what()));
}

/// What a failed sync left in doubt is settled by opening the file again.
void recover(recorder_actor_state& st) {
  try {
    st.store->reopen();
  } catch (const storage::error& reason) {
    spdlog::error("store not reopened: reason={}", reason.what());
  }
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
    commits.push_back(waiting.what);
  try {
    acknowledge(self, group, self->state.store->apply(commits));
    ++self->state.groups_written;
    self->state.commits_written += group.size();
  } catch (const storage::error& reason) {
    recover(self->state);
    if (!is_fault_of_one(reason, group.size()))
      return refuse(group, reason);
    for (auto& waiting : group)
      write_group(self, {std::move(waiting)});
  }
}

// -- putting things in order --------------------------------------------------

void arm_tidying(self_ptr self) {
  if (!std::exchange(self->state.is_tidying_armed, true))
    self->delayed_send(self, idle_time, tidy_atom_v,
                       self->state.groups_written);
}

void prune(self_ptr self) {
  auto& st = self->state;
  try {
    st.store->prune_idempotency(st.clock->now() - key_life_time);
  } catch (const storage::error& reason) {
    spdlog::warn("old keys not forgotten: reason={}", reason.what());
    recover(st);
  }
  self->delayed_send(self, prune_interval, prune_atom_v);
}

/// Work that was put off waits until nobody waits for the disk.
void tidy(self_ptr self, std::uint64_t groups_then) {
  auto& st = self->state;
  st.is_tidying_armed = false;
  if (groups_then != st.groups_written || !st.gathered.empty())
    return arm_tidying(self);
  try {
    if (st.store->tidy()) {
      st.is_tidying_armed = true;
      self->send(self, tidy_atom_v, st.groups_written);
    }
  } catch (const storage::error& reason) {
    spdlog::warn("store not put in order: reason={}", reason.what());
    recover(st);
    arm_tidying(self);
  }
}

// -- writing ------------------------------------------------------------------

void write(self_ptr self) {
  write_group(self, take_group(self->state));
  arm_tidying(self);
}

/// The message to itself lands behind all that is queued already, so that the
/// whole backlog becomes one group.
void arm(self_ptr self) {
  if (self->state.is_armed || self->state.gathered.empty())
    return;
  self->state.is_armed = true;
  self->send(self, write_atom_v);
}

} // namespace

recorder_actor_state::~recorder_actor_state() {
  spdlog::info("recorder ended: commits={} groups={}", commits_written,
               groups_written);
}

recorder_actor::behavior_type
recorder(self_ptr self,
         std::shared_ptr<std::unique_ptr<storage::job_store>> store,
         event_bus_actor bus, const wall_clock* clock) {
  self->state.store = std::move(*store);
  self->state.bus = std::move(bus);
  self->state.clock = clock;
  self->send(self, prune_atom_v);
  return {
    [=](const commit_ptr& what) -> caf::result<recorded> {
      auto sender = self->make_response_promise<recorded>();
      self->state.gathered.push_back({what, sender});
      arm(self);
      return sender;
    },
    [=](write_atom) {
      self->state.is_armed = false;
      write(self);
      arm(self);
    },
    [=](tidy_atom, std::uint64_t groups) { tidy(self, groups); },
    [=](prune_atom) { prune(self); },
  };
}

} // namespace dossier
