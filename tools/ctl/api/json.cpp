#include "tools/ctl/api/json.hpp"

#include <cmath>

namespace dossier::ctl {

const json& member(const json& object, std::string_view key) {
  static const json nothing;
  if (!object.is_object())
    return nothing;
  auto found = object.find(std::string{key});
  return found == object.end() ? nothing : *found;
}

const json& items(const json& object, std::string_view key) {
  static const json none = json::array();
  const auto& value = member(object, key);
  return value.is_array() ? value : none;
}

std::string text_of(const json& object, std::string_view key) {
  const auto& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<double> number_of(const json& object, std::string_view key) {
  const auto& value = member(object, key);
  if (!value.is_number())
    return std::nullopt;
  return value.get<double>();
}

long long count_of(const json& object, std::string_view key) {
  // Beyond this a double no longer holds every whole number.
  constexpr double limit = 9e15;
  auto value = number_of(object, key).value_or(0);
  return std::abs(value) <= limit ? static_cast<long long>(value) : 0;
}

bool is_set(const json& object, std::string_view key) {
  const auto& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::optional<std::chrono::milliseconds> duration_of(const json& object,
                                                     std::string_view key) {
  if (!member(object, key).is_number())
    return std::nullopt;
  return std::chrono::milliseconds{count_of(object, key)};
}

std::vector<std::string> texts_of(const json& object, std::string_view key) {
  std::vector<std::string> result;
  for (const auto& each : items(object, key))
    if (each.is_string())
      result.push_back(each.get<std::string>());
  return result;
}

std::string confidence_of(const json& object, std::string_view key) {
  const auto& value = member(object, key);
  return value.is_object() ? text_of(value, "level") : text_of(object, key);
}

std::string overall_confidence_of(const json& object) {
  auto level = confidence_of(object, "overallConfidence");
  const auto& coverage = member(object, "confidenceCoverage");
  if (level.empty() || !coverage.is_object())
    return level;
  return level + " over " + std::to_string(count_of(coverage, "have")) + " of "
         + std::to_string(count_of(coverage, "of")) + " rated sections";
}

std::string join(const std::vector<std::string>& words,
                 std::string_view between) {
  std::string result;
  for (const auto& each : words) {
    if (&each != &words.front())
      result += between;
    result += each;
  }
  return result;
}

} // namespace dossier::ctl
