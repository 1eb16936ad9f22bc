#include "tools/load/check/rerun_plan.hpp"

#include <algorithm>
#include <functional>

namespace dossier::load {

namespace {

using stage_indices = std::set<std::size_t>;

bool is_at(const json& stages, std::size_t which, std::string_view status) {
  return stages[which].at("status") == status;
}

bool wants_rerun(const json& stages, std::size_t which) {
  return is_at(stages, which, "failed") || is_at(stages, which, "cancelled");
}

/// Failed and cancelled needs, and theirs; a completed one ends the search.
void add_failed_needs(const graph& shape, const json& stages, std::size_t which,
                      stage_indices& set) {
  for (auto need : shape.stages[which].needs)
    if (wants_rerun(stages, need) && set.insert(need).second)
      add_failed_needs(shape, stages, need, set);
}

/// Adds stages for which `fits` holds until there are no more.
void grow(const graph& shape, stage_indices& set,
          const std::function<bool(std::size_t)>& fits) {
  for (auto before = set.size() + 1; before != set.size();) {
    before = set.size();
    for (std::size_t i = 0; i < shape.stages.size(); ++i)
      if (!set.contains(i) && fits(i))
        set.insert(i);
  }
}

bool touches(const std::vector<std::size_t>& edges, const stage_indices& set) {
  return std::any_of(edges.begin(), edges.end(),
                     [&](std::size_t edge) { return set.contains(edge); });
}

/// Every need that is not completed is in the set, and there is one.
bool is_unblocked(const graph& shape, const json& stages,
                  const stage_indices& set, std::size_t which) {
  auto open = false;
  for (auto need : shape.stages[which].needs)
    if (!is_at(stages, need, "completed")) {
      open = true;
      if (!set.contains(need))
        return false;
    }
  return open;
}

bool has_all_needs(const graph& shape, const json& stages,
                   const stage_indices& set, std::size_t which) {
  const auto& needs = shape.stages[which].needs;
  return std::all_of(needs.begin(), needs.end(), [&](std::size_t need) {
    return set.contains(need) || is_at(stages, need, "completed");
  });
}

void add_blocked(const graph& shape, const json& stages, stage_indices& set) {
  grow(shape, set, [&](std::size_t i) {
    return stages[i].at("errorClass") == "blocked"
           && is_unblocked(shape, stages, set, i);
  });
}

void add_stale(const graph& shape, const json& stages, stage_indices& set) {
  grow(shape, set, [&](std::size_t i) {
    const auto& stage = shape.stages[i];
    return stage.kind == "model" && is_at(stages, i, "completed")
           && (touches(stage.needs, set) || touches(stage.prefers, set))
           && has_all_needs(shape, stages, set, i);
  });
}

stage_indices recomputed_with(const graph& shape, const json& stages,
                              const stage_indices& set) {
  auto reset = set;
  grow(shape, reset, [&](std::size_t i) {
    const auto& stage = shape.stages[i];
    return stage.kind == "computed"
           && (wants_rerun(stages, i) || touches(stage.needs, reset)
               || touches(stage.prefers, reset));
  });
  for (auto which : set)
    reset.erase(which);
  return reset;
}

stage_indices indices_of(const graph& shape, const json& ids) {
  stage_indices result;
  for (const auto& id : ids)
    if (auto which = shape.find(id.get<std::string>()))
      result.insert(*which);
  return result;
}

} // namespace

rerun_plan plan_rerun(const graph& shape, const json& stages,
                      const std::set<std::size_t>& requested,
                      std::string_view cascade) {
  auto set = requested;
  for (auto which : requested)
    add_failed_needs(shape, stages, which, set);
  if (cascade != "none")
    add_blocked(shape, stages, set);
  if (cascade == "stale")
    add_stale(shape, stages, set);
  return {set, recomputed_with(shape, stages, set)};
}

std::vector<std::string> rerun_faults(const graph& shape, const json& status,
                                      const json& data) {
  std::vector<std::string> result;
  const auto& stages = status.at("stages");
  auto sections = indices_of(shape, data.at("sections"));
  if (sections.empty())
    result.push_back("a rerun of nothing");
  for (auto which : sections)
    for (auto need : shape.stages[which].needs)
      if (wants_rerun(stages, need) && !sections.contains(need))
        result.push_back("a rerun of " + shape.stages[which].id + " without "
                         + shape.stages[need].id + ", which is not completed");
  if (indices_of(shape, data.at("recomputed"))
      != recomputed_with(shape, stages, sections))
    result.push_back("a rerun that recomputes " + data.at("recomputed").dump());
  return result;
}

} // namespace dossier::load
