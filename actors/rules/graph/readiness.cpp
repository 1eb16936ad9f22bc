#include "actors/rules/graph/readiness.hpp"

#include "actors/rules/job/status.hpp"

namespace dossier::rules {

namespace {

std::optional<stage_index> first_of(stage_set stages) noexcept {
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages.test(i))
      return static_cast<stage_index>(i);
  return {};
}

} // namespace

stage_set ready_stages(const job_state& job) noexcept {
  auto completed = stages_at(job, stage_status::completed);
  auto terminal = completed | stages_at(job, stage_status::failed)
                  | stages_at(job, stage_status::cancelled);
  stage_set result;
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.graph->stages[i];
    result.set(i, job.stages[i].status == stage_status::pending
                    && (stage.needs & ~completed).none()
                    && (stage.prefers & ~terminal).none());
  }
  return result;
}

std::string blocked_by(std::string_view dependency) {
  return "Blocked by failed dependency: " + std::string{dependency};
}

std::optional<blocked_stage> next_blocked(const job_state& job) noexcept {
  auto failed = stages_at(job, stage_status::failed);
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    if (job.stages[i].status != stage_status::pending)
      continue;
    if (auto direct = first_of(job.graph->stages[i].needs & failed))
      return blocked_stage{.stage = static_cast<stage_index>(i),
                           .blocked_by = *direct,
                           .root_cause
                           = job.stages[*direct].root_cause.value_or(*direct)};
  }
  return {};
}

bool is_budget_spent(const job_state& job) noexcept {
  return job.request.budget && job.generation_cost >= *job.request.budget;
}

} // namespace dossier::rules
