#include "actors/report/citations/references.hpp"

#include "actors/report/citations/reference_marks.hpp"
#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

/// An S and its digits.
constexpr std::size_t longest_id = 1 + max_id_digits;

/// What may stand between the ids of a list.
bool is_plain_gap(std::string_view gap) {
  return gap.find_first_not_of(" ,;/&+|") == gap.npos;
}

} // namespace

std::vector<reference> references_in(std::string_view text,
                                     std::string_view key) {
  // Most texts have none, and every text of an answer is looked at.
  if (ids_in(text).empty() || !lone_name(text, key).empty())
    return {};
  marked_text marked{text, key};
  std::vector<reference> found;
  for (const auto& id : marked.ids())
    if (auto how = marked.grip_of(id))
      found.push_back({.begin = id.begin, .end = id.end, .grip = *how});
  if (is_list(text, marked.ids(), is_plain_gap))
    for (auto& one : found)
      one.grip = grip::firm;
  return found;
}

std::string id_at(std::string_view text, const reference& where) {
  auto id = std::string{text.substr(where.begin, where.end - where.begin)};
  id.front() = 'S';
  return id;
}

bool holds_sources(std::string_view key) noexcept {
  return key.ends_with("source") || key.ends_with("sources")
         || key == "sources_used";
}

std::string lone_name(std::string_view text, std::string_view key) {
  auto plain = utf8::trimmed(text);
  if (plain.size() > longest_id)
    return {};
  auto ids = ids_in(plain);
  if (holds_sources(key) || ids.size() != 1 || ids[0].begin > 0
      || ids[0].end < plain.size())
    return {};
  return id_at(plain, {.begin = ids[0].begin, .end = ids[0].end});
}

} // namespace dossier::report
