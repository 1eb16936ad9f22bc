#include "tools/load/check/graph.hpp"

#include <stdexcept>

namespace dossier::load {

namespace {

std::vector<std::size_t> indices(const graph& shape, const json& ids) {
  std::vector<std::size_t> result;
  for (const auto& id : ids) {
    auto found = shape.find(id.get<std::string>());
    if (!found)
      throw std::out_of_range{"no stage " + id.dump()};
    result.push_back(*found);
  }
  return result;
}

} // namespace

std::optional<std::size_t> graph::find(std::string_view id) const {
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].id == id)
      return i;
  return std::nullopt;
}

std::vector<std::string>
graph::ids_of(const std::vector<std::size_t>& which) const {
  std::vector<std::string> result;
  for (auto i : which)
    result.push_back(stages[i].id);
  return result;
}

graph read_graph(const json& pipeline) {
  graph result;
  const auto& stages = pipeline.at("stages");
  for (const auto& stage : stages)
    result.stages.push_back({.id = stage.at("id"),
                             .name = stage.at("name"),
                             .field = stage.at("field"),
                             .kind = stage.at("kind"),
                             .max_attempts = stage.at("maxAttempts")});
  for (std::size_t i = 0; i < stages.size(); ++i) {
    result.stages[i].needs = indices(result, stages[i].at("needs"));
    result.stages[i].prefers = indices(result, stages[i].at("prefers"));
    if (stages[i].at("foundation").get<bool>())
      result.foundation = i;
  }
  result.anchors = indices(result, pipeline.at("confidenceAnchors"));
  return result;
}

} // namespace dossier::load
