#include "actors/rules/scheduling/call_order.hpp"

namespace dossier::rules {

void call_order::add(unsigned remaining_path, const job_id& job, ticket which) {
  auto& [turns, positions] = levels_[remaining_path];
  auto [position, is_new] = positions.try_emplace(job);
  if (is_new)
    position->second = turns.insert(turns.end(), {.job = job});
  position->second->calls.push_back(which);
}

void call_order::add_first(unsigned remaining_path, const job_id& job,
                           ticket which) {
  auto& [turns, positions] = levels_[remaining_path];
  auto [position, is_new] = positions.try_emplace(job);
  if (is_new)
    position->second = turns.insert(turns.begin(), {.job = job});
  else
    turns.splice(turns.begin(), turns, position->second);
  position->second->calls.push_front(which);
}

std::optional<call_order::ticket> call_order::next() {
  if (levels_.empty())
    return {};
  auto where = levels_.begin();
  auto& turns = where->second.turns;
  auto first = turns.begin();
  auto result = first->calls.front();
  first->calls.pop_front();
  if (first->calls.empty())
    leave(where, first);
  else
    turns.splice(turns.end(), turns, first);
  return result;
}

void call_order::remove(unsigned remaining_path, const job_id& job,
                        ticket which) {
  auto where = levels_.find(remaining_path);
  if (where == levels_.end())
    return;
  auto position = where->second.positions.find(job);
  if (position == where->second.positions.end())
    return;
  auto& calls = position->second->calls;
  std::erase(calls, which);
  if (calls.empty())
    leave(where, position->second);
}

void call_order::leave(levels::iterator where, row::iterator which) {
  where->second.positions.erase(which->job);
  where->second.turns.erase(which);
  if (where->second.turns.empty())
    levels_.erase(where);
}

} // namespace dossier::rules
