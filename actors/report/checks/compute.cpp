#include "actors/report/checks/compute.hpp"

#include "actors/report/sources/appendix.hpp"

#include <algorithm>
#include <array>

namespace dossier::report {

namespace {

using nlohmann::json;

/// How many of the sections it builds on are there: the least a computed
/// section can say.
json count(const compute_inputs& inputs) {
  const auto& stage = inputs.graph.stages[inputs.stage];
  auto edges = stage.needs | stage.prefers;
  std::size_t there = 0;
  for (std::size_t i = 0; i < inputs.outputs.size() && i < edges.size(); ++i)
    there += edges.test(i) && inputs.outputs[i];
  auto level = there == edges.count() ? confidence::high : confidence::low;
  auto text = std::to_string(there) + " of " + std::to_string(edges.count())
              + " sections are there.";
  return {{"text", text},
          {"confidence", {{"level", to_string(level)}, {"reason", text}}},
          {"sources_used", json::array()}};
}

struct function {
  std::string_view name;
  json (*run)(const compute_inputs&);
};

constexpr auto functions
  = std::to_array<function>({{"appendix", appendix}, {"count", count}});

const function* find_function(std::string_view name) noexcept {
  auto found = std::find_if(
    functions.begin(), functions.end(),
    [&](const function& candidate) { return candidate.name == name; });
  return found == functions.end() ? nullptr : found;
}

} // namespace

result<json> compute(const compute_inputs& inputs) {
  if (inputs.stage >= inputs.graph.stages.size())
    return failure{error_class::internal, "no such stage to compute"};
  const auto& name = inputs.graph.stages[inputs.stage].compute;
  const auto* found = find_function(name);
  if (!found)
    return failure{error_class::internal, "no such function: " + name};
  try {
    return found->run(inputs);
  } catch (const json::exception& error) {
    return failure{error_class::internal, name + ": " + error.what()};
  }
}

bool is_compute_function(std::string_view name) noexcept {
  return find_function(name) != nullptr;
}

} // namespace dossier::report
