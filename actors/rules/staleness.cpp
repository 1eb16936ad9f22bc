#include "actors/rules/staleness.hpp"

#include "actors/rules/transaction.hpp"

#include <algorithm>

namespace dossier::rules {

bool is_stale(const job_state& job, stage_index stage) noexcept {
  const auto& inputs = job.stages[stage].inputs;
  return std::any_of(inputs.begin(), inputs.end(), [&](const auto& input) {
    const auto& now = job.stages[input.stage].output_hash;
    return !now.empty() && now != input.hash;
  });
}

void judge_dependents(transaction& work, stage_index changed) {
  auto dependents = work.state().graph->dependents(changed);
  for (std::size_t i = 0; i < work.state().stages.size(); ++i) {
    auto stage = static_cast<stage_index>(i);
    const auto& state = work.state().stages[i];
    if (!dependents.test(i) || state.status != stage_status::completed)
      continue;
    auto stale = is_stale(work.state(), stage);
    if (stale && !state.stale)
      work.emit(stage, stage_stale{changed});
    else if (!stale && state.stale)
      work.emit(stage, stage_fresh{});
  }
}

} // namespace dossier::rules
