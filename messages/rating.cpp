#include "messages/rating.hpp"

#include <algorithm>

namespace dossier {

namespace {

int points(confidence level) noexcept {
  switch (level) {
    case confidence::high: return 9;
    case confidence::medium: return 6;
    case confidence::low: return 3;
    case confidence::unknown: return 0;
  }
  return 0;
}

bool is_rated(const stage_state& stage) noexcept {
  return stage.status == stage_status::completed
         && stage.level != confidence::unknown;
}

/// The foundation and computed stages say nothing of the text itself.
bool is_model_section(const pipeline& graph, std::size_t i) noexcept {
  return i != graph.foundation && graph.stages[i].kind == stage_kind::model;
}

/// Of the sections that are rated; unknown when there is none.
confidence mean_level(const job_state& job) noexcept {
  int sum = 0, count = 0;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    if (is_model_section(*job.graph, i) && is_rated(job.stages[i])) {
      sum += points(job.stages[i].level);
      ++count;
    }
  if (count == 0)
    return confidence::unknown;
  if (2 * sum >= 15 * count)
    return confidence::high;
  return sum >= 5 * count ? confidence::medium : confidence::low;
}

/// Stages without which others cannot be what they should.
stage_set pillars(const pipeline& graph) noexcept {
  auto result = graph.confidence_anchors;
  for (const auto& stage : graph.stages)
    result |= stage.needs;
  return result;
}

/// What the anchors and the failures leave room for.
confidence most_allowed(const job_state& job) noexcept {
  const auto& graph = *job.graph;
  auto most = confidence::high;
  auto built_on = pillars(graph);
  std::size_t sections = 0, missing = 0;
  for (std::size_t i = 0; i < job.stages.size(); ++i) {
    const auto& stage = job.stages[i];
    if (graph.confidence_anchors.test(i) && is_rated(stage))
      most = std::min(most, stage.level);
    if (built_on.test(i) && stage.status == stage_status::failed)
      most = std::min(most, confidence::medium);
    sections += is_model_section(graph, i);
    missing += is_model_section(graph, i)
               && (stage.status == stage_status::failed
                   || stage.status == stage_status::cancelled);
  }
  return missing > 0 && 3 * missing >= sections ? confidence::low : most;
}

} // namespace

coverage confidence_coverage(const job_state& job) noexcept {
  coverage result;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    if (is_model_section(*job.graph, i)) {
      ++result.of;
      result.have += is_rated(job.stages[i]);
    }
  return result;
}

confidence overall_confidence(const job_state& job) noexcept {
  return std::min(mean_level(job), most_allowed(job));
}

} // namespace dossier
