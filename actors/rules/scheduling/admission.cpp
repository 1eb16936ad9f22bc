#include "actors/rules/scheduling/admission.hpp"

#include <algorithm>

namespace dossier::rules {

std::optional<queued_job> waiting_entry(const job_state& job) {
  if (job.status != job_status::queued)
    return {};
  return queued_job{.id = job.id,
                    .user = job.request.user,
                    .priority = job.request.priority,
                    .queued_at = job.queued_at};
}

void queue_order::insert(const queued_job& job) {
  auto [slot, is_new] = waiting_.try_emplace(job.id);
  if (!is_new)
    return;
  auto& at = levels_[job.priority];
  auto& lane = at.lanes[job.user];
  slot->second
    = {.queued_at = job.queued_at, .priority = job.priority, .in = &lane};
  // Its order depends on its jobs, so a lane changes only outside the set.
  if (!lane.jobs.empty())
    at.turns.erase(&lane);
  lane.jobs.insert({job.queued_at, &slot->first});
  at.turns.insert(&lane);
  ++at.jobs;
}

void queue_order::update(const queued_job& job) {
  auto known = waiting_.find(job.id);
  auto has_moved = known != waiting_.end()
                   && (known->second.priority != job.priority
                       || known->second.queued_at != job.queued_at);
  if (has_moved)
    take_out(known);
  insert(job);
}

bool queue_order::erase(const job_id& id) {
  auto found = waiting_.find(id);
  if (found == waiting_.end())
    return false;
  take_out(found);
  return true;
}

bool queue_order::admit(const job_id& id) {
  auto found = waiting_.find(id);
  if (found == waiting_.end())
    return false;
  auto& lane = *found->second.in;
  auto& turns = levels_.at(found->second.priority).turns;
  turns.erase(&lane);
  lane.served = ++served_;
  turns.insert(&lane);
  take_out(found);
  return true;
}

std::optional<job_id> queue_order::next() const {
  if (levels_.empty())
    return {};
  return *(*levels_.begin()->second.turns.begin())->jobs.begin()->id;
}

std::optional<std::size_t> queue_order::position(const job_id& id) const {
  auto found = waiting_.find(id);
  if (found == waiting_.end())
    return {};
  const auto& [queued_at, priority, mine] = found->second;
  std::size_t before = 0;
  auto level = levels_.begin();
  for (; level->first != priority; ++level)
    before += level->second.jobs;
  // Each round lets in one job of every lane that still has one.
  auto own = mine->jobs.find({queued_at, &found->first});
  auto rounds
    = static_cast<std::size_t>(std::distance(mine->jobs.begin(), own));
  auto is_ahead = true;
  for (const auto* lane : level->second.turns) {
    is_ahead = is_ahead && lane != mine;
    before += std::min(lane->jobs.size(), rounds + (is_ahead ? 1 : 0));
  }
  return before + 1;
}

std::size_t queue_order::position_for(const queued_job& job) {
  auto known = waiting_.find(job.id);
  if (known == waiting_.end()) {
    insert(job);
    auto result = position(job.id).value_or(1);
    erase(job.id);
    return result;
  }
  auto before = job;
  before.priority = known->second.priority;
  before.queued_at = known->second.queued_at;
  update(job);
  auto result = position(job.id).value_or(1);
  update(before);
  return result;
}

void queue_order::take_out(slots::iterator at) {
  auto level = levels_.find(at->second.priority);
  auto& lane = *at->second.in;
  level->second.turns.erase(&lane);
  lane.jobs.erase({at->second.queued_at, &at->first});
  if (!lane.jobs.empty())
    level->second.turns.insert(&lane);
  waiting_.erase(at);
  // Where nobody waits there is no turn to remember.
  if (--level->second.jobs == 0)
    levels_.erase(level);
}

} // namespace dossier::rules
