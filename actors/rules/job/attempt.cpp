#include "actors/rules/job/attempt.hpp"

#include <algorithm>

namespace dossier::rules {

next_call after_failure(const stage_definition& stage, int limit,
                        error_class error,
                        std::string_view stop_reason) noexcept {
  auto hit_limit
    = error == error_class::truncated && stop_reason == limit_reached;
  return hit_limit && stage.max_tokens_large > limit ? next_call::larger
                                                     : next_call::none;
}

bool may_repair(unsigned repairs) noexcept {
  return repairs < max_repairs;
}

std::vector<unsigned> remaining_paths(const pipeline& graph) {
  std::vector<unsigned> result(graph.stages.size(), 1);
  // The graph has no cycles, so one round a stage reaches the fixed point.
  for (std::size_t round = 0; round < graph.stages.size(); ++round)
    for (std::size_t i = 0; i < graph.stages.size(); ++i)
      for (std::size_t j = 0; j < graph.stages.size(); ++j)
        if (graph.dependents(static_cast<stage_index>(i)).test(j))
          result[i] = std::max(result[i], result[j] + 1);
  return result;
}

} // namespace dossier::rules
