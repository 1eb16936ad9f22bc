#include "actors/rules/graph/staleness.hpp"

#include "actors/rules/job/transaction.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

/// The first dependency whose output is another one now.
std::optional<stage_index> changed_input(const job_state& job,
                                         stage_index stage) noexcept {
  const auto& inputs = job.stages[stage].inputs;
  auto found
    = std::find_if(inputs.begin(), inputs.end(), [&](const auto& input) {
        const auto& now = job.stages[input.stage].output_hash;
        return !now.empty() && now != input.hash;
      });
  if (found == inputs.end())
    return {};
  return found->stage;
}

void mark(transaction& work, stage_index stage, bool stale,
          stage_index because) {
  auto is_marked = work.state().stages[stage].stale;
  if (stale && !is_marked)
    work.emit(stage, stage_stale{because});
  else if (!stale && is_marked)
    work.emit(stage, stage_fresh{});
}

} // namespace

bool is_stale(const job_state& job, stage_index stage) noexcept {
  return changed_input(job, stage).has_value();
}

void update_staleness(transaction& work, stage_index stage) {
  auto because = changed_input(work.state(), stage);
  mark(work, stage, because.has_value(), because.value_or(stage));
}

void update_staleness_of_dependents(transaction& work, stage_index changed,
                                    stage_set except) {
  auto dependents = work.state().graph->dependents(changed) & ~except;
  for (std::size_t i = 0; i < work.state().stages.size(); ++i) {
    auto stage = static_cast<stage_index>(i);
    if (dependents.test(i)
        && work.state().stages[i].status == stage_status::completed)
      mark(work, stage, is_stale(work.state(), stage), changed);
  }
}

} // namespace dossier::rules
