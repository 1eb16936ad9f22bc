/// Citations brought into the form that prompts ask for.

#include "actors/report/citations/reference_marks.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

std::string spelled(const id_range& range) {
  std::string ids;
  for (auto number = range.first; number <= range.last; ++number)
    ids += (ids.empty() ? "S" : ", S") + std::to_string(number);
  return ids;
}

std::string with_ranges_spelled(std::string_view text, std::string_view key) {
  marked_text marked{text, key};
  std::string result;
  std::size_t at = 0;
  for (const auto& id : marked.ids()) {
    auto is_inside = marked.is_inside(id.begin);
    auto range = range_at(text, id, is_inside);
    if (id.begin < at || !range.can_be_spelled()
        || marked.grip_of(id).value_or(grip::named) == grip::named
        || !(is_inside || range.has_both_ids))
      continue;
    result += text.substr(at, id.begin - at);
    result += spelled(range);
    at = range.position.end;
  }
  result += text.substr(at);
  return result;
}

/// What stands between and around the ids of a cell without saying anything.
bool is_gap(std::string_view gap) {
  constexpr std::string_view around = " \t\r\n,;/&+|.:#()[]{}";
  auto begin = std::min(gap.find_first_not_of(around), gap.size());
  auto rest = gap.substr(begin, gap.find_last_not_of(around) + 1 - begin);
  return rest.empty() || rest == "and" || rest == "，" || rest == "、";
}

std::string as_list(std::string_view text, const std::vector<stretch>& ids) {
  std::string result;
  for (const auto& [begin, end] : ids)
    result += (result.empty() ? "S" : ", S")
              + std::string{text.substr(begin + 1, end - begin - 1)};
  return result;
}

} // namespace

std::string plain_text(std::string_view text, std::string_view key) {
  // Most texts have none, and every text of an answer is looked at.
  if (ids_in(text).empty())
    return std::string{text};
  auto result = with_ranges_spelled(text, key);
  for (const auto& one : references_in(result, key))
    if (one.grip != grip::named)
      result[one.begin] = 'S';
  auto ids = ids_in(result);
  return holds_sources(key) && is_list(result, ids, is_gap)
           ? as_list(result, ids)
           : result;
}

} // namespace dossier::report
