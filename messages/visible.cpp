#include "messages/visible.hpp"

#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier {

namespace {

/// No character has more bytes.
constexpr std::size_t longest_character = 4;

bool is_tail_byte(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/// The last code point or broken sequence of `text`, which is not empty.
utf8::character last_in(std::string_view text) noexcept {
  auto size = std::size_t{1};
  while (size < std::min(text.size(), longest_character)
         && is_tail_byte(text[text.size() - size]))
    ++size;
  auto end = text.substr(text.size() - size);
  auto result = utf8::take(end);
  while (!end.empty())
    result = utf8::take(end);
  return result;
}

} // namespace

std::string_view visible_part(std::string_view text) noexcept {
  while (!text.empty()) {
    auto rest = text;
    if (utf8::is_visible(utf8::take(rest).code))
      break;
    text = rest;
  }
  while (!text.empty()) {
    auto last = last_in(text);
    if (utf8::is_visible(last.code))
      break;
    text.remove_suffix(last.bytes.size());
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
