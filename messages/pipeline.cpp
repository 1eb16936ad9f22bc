#include "messages/pipeline.hpp"

#include <algorithm>

namespace dossier {

std::string_view to_string(stage_kind kind) noexcept {
  switch (kind) {
    case stage_kind::model: return "model";
    case stage_kind::computed: return "computed";
  }
  return {};
}

std::optional<stage_kind> parse_stage_kind(std::string_view text) noexcept {
  for (auto kind : {stage_kind::model, stage_kind::computed})
    if (to_string(kind) == text)
      return kind;
  return {};
}

std::optional<stage_index> pipeline::find(std::string_view id) const noexcept {
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].id == id)
      return static_cast<stage_index>(i);
  return {};
}

bool has_same_stages(const pipeline& left, const pipeline& right) noexcept {
  return std::equal(
    left.stages.begin(), left.stages.end(), right.stages.begin(),
    right.stages.end(),
    [](const auto& one, const auto& other) { return one.id == other.id; });
}

stage_set pipeline::dependents(stage_index stage) const noexcept {
  stage_set result;
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].needs.test(stage) || stages[i].prefers.test(stage))
      result.set(i);
  return result;
}

} // namespace dossier
