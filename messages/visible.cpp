#include "messages/visible.hpp"

#include "messages/utf8.hpp"

namespace dossier {

std::string_view visible_part(std::string_view text) noexcept {
  while (!text.empty()) {
    auto rest = text;
    if (utf8::is_visible(utf8::take(rest).code))
      break;
    text = rest;
  }
  while (!text.empty()) {
    auto rest = text;
    if (utf8::is_visible(utf8::take_last(rest).code))
      break;
    text = rest;
  }
  return text;
}

bool has_visible(std::string_view text) noexcept {
  while (!text.empty())
    if (utf8::is_visible(utf8::take(text).code))
      return true;
  return false;
}

} // namespace dossier
