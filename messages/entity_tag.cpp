#include "messages/entity_tag.hpp"

namespace dossier {

namespace {

constexpr std::string_view blanks = " \t";

void skip(std::string_view& text, std::string_view name) {
  const auto begin = text.find_first_not_of(name);
  text.remove_prefix(begin == text.npos ? text.size() : begin);
}

/// The next tag with its quotes, which may hold commas; empty for what is none.
std::string_view take_tag(std::string_view& text) {
  if (text.starts_with("W/"))
    text.remove_prefix(2);
  if (!text.starts_with('"'))
    return {};
  const auto end = text.find('"', 1);
  const auto size = end == text.npos ? text.size() : end + 1;
  const auto tag = text.substr(0, size);
  text.remove_prefix(size);
  return tag;
}

} // namespace

bool lists_tag(std::string_view list, std::string_view tag) noexcept {
  skip(list, " \t,");
  if (list.starts_with('*')) {
    list.remove_prefix(1);
    skip(list, blanks);
    return list.empty();
  }
  while (!list.empty()) {
    const auto next = take_tag(list);
    if (next.empty())
      return false;
    if (next == tag)
      return true;
    skip(list, " \t,");
  }
  return false;
}

} // namespace dossier
