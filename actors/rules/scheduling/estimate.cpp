#include "actors/rules/scheduling/estimate.hpp"

#include <algorithm>

namespace dossier::rules {

namespace {

template <class T>
T median(std::vector<T> values) {
  auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Field>
auto median_of(const std::vector<const attempt_sample*>& samples, Field field) {
  std::vector<decltype(field(*samples.front()))> values;
  for (const auto* sample : samples)
    values.push_back(field(*sample));
  return median(std::move(values));
}

stage_estimate estimate_of(const std::vector<const attempt_sample*>& samples) {
  using sample = attempt_sample;
  stage_estimate result;
  auto& [duration, spent] = result;
  auto& tokens = spent.tokens;
  duration = median_of(samples, [](const sample& s) { return s.duration; });
  spent.cost = median_of(samples, [](const sample& s) { return s.spent.cost; });
  tokens.input
    = median_of(samples, [](const sample& s) { return s.spent.tokens.input; });
  tokens.output
    = median_of(samples, [](const sample& s) { return s.spent.tokens.output; });
  tokens.cache_read = median_of(
    samples, [](const sample& s) { return s.spent.tokens.cache_read; });
  tokens.cache_write = median_of(
    samples, [](const sample& s) { return s.spent.tokens.cache_write; });
  return result;
}

/// The longest way through `stages`, each of which takes `time_of(stage)`.
template <class TimeOf>
milliseconds
longest_way(const pipeline& graph, stage_set stages, TimeOf time_of) {
  std::vector<milliseconds> end(graph.stages.size());
  // The graph has no cycles, so one round a stage reaches the fixed point.
  for (std::size_t round = 0; round < stages.count(); ++round)
    for (std::size_t i = 0; i < end.size(); ++i) {
      if (!stages.test(i))
        continue;
      auto before = (graph.stages[i].needs | graph.stages[i].prefers) & stages;
      milliseconds start{0};
      for (std::size_t j = 0; j < end.size(); ++j)
        if (before.test(j))
          start = std::max(start, end[j]);
      end[i] = start + time_of(i);
    }
  return end.empty() ? milliseconds{0}
                     : *std::max_element(end.begin(), end.end());
}

bool knows_all(stage_set stages, const estimates& known) {
  for (std::size_t i = 0; i < known.size(); ++i)
    if (stages.test(i) && !known[i])
      return false;
  return true;
}

milliseconds time_left(const stage_state& stage, milliseconds whole,
                       timestamp now) {
  if (stage.status != stage_status::running)
    return whole;
  if (stage.next_attempt_at)
    return whole + std::max(*stage.next_attempt_at - now, milliseconds{0});
  auto had = now - stage.phase_since.value_or(now);
  return std::clamp(whole - had, milliseconds{0}, whole);
}

} // namespace

estimates estimates_of(const pipeline& graph,
                       const std::vector<attempt_sample>& samples) {
  std::vector<std::vector<const attempt_sample*>> by_stage(graph.stages.size());
  for (const auto& sample : samples)
    if (auto stage = graph.find(sample.stage))
      by_stage[*stage].push_back(&sample);
  estimates result(graph.stages.size());
  for (std::size_t i = 0; i < result.size(); ++i)
    if (!by_stage[i].empty())
      result[i] = estimate_of(by_stage[i]);
    else if (graph.stages[i].kind == stage_kind::computed)
      result[i] = stage_estimate{};
  return result;
}

std::optional<std::chrono::seconds>
remaining_time(const job_state& job, const estimates& known, timestamp now) {
  stage_set open;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    open.set(i, !is_terminal(job.stages[i].status));
  // A job that was made with other stages than there are now does not run.
  if (job.status != job_status::running || known.size() != job.stages.size()
      || !knows_all(open, known))
    return {};
  auto left = longest_way(*job.graph, open, [&](std::size_t i) {
    return time_left(job.stages[i], known[i]->duration, now);
  });
  return std::chrono::ceil<std::chrono::seconds>(left);
}

std::optional<stage_estimate> estimate_rerun(const pipeline& graph,
                                             stage_set stages,
                                             const estimates& known) {
  if (known.size() != graph.stages.size() || !knows_all(stages, known))
    return {};
  stage_estimate result;
  for (std::size_t i = 0; i < known.size(); ++i)
    if (stages.test(i))
      result.spent += known[i]->spent;
  result.duration = longest_way(
    graph, stages, [&](std::size_t i) { return known[i]->duration; });
  return result;
}

} // namespace dossier::rules
