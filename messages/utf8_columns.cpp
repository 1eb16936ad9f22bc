#include "messages/utf8.hpp"
#include "messages/utf8_properties.hpp"

namespace dossier::utf8 {

std::string_view take_cluster(std::string_view& text) noexcept {
  auto all = text;
  auto last = take(text).code;
  utf8proc_int32_t state = 0;
  while (!text.empty()) {
    auto rest = text;
    auto next = take(rest).code;
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last),
                                         static_cast<utf8proc_int32_t>(next),
                                         &state))
      break;
    last = next;
    text = rest;
  }
  return all.substr(0, all.size() - text.size());
}

namespace {

/// An emoji is one picture of two cells, whatever its sequence is made of; a
/// variation selector makes one out of a character that is text by itself.
bool is_picture(char32_t first, std::string_view rest) noexcept {
  constexpr char32_t picture_selector = 0xfe0f;
  auto is_flag_half
    = property_of(first).boundclass == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR;
  while (!rest.empty()) {
    auto next = take(rest).code;
    if (next == picture_selector || is_flag_half)
      return true;
  }
  return property_of(first).boundclass
           == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC
         && utf8proc_charwidth(static_cast<utf8proc_int32_t>(first)) == 2;
}

/// Vowels and final consonants of Hangul stand in the cells of the first one.
std::size_t width_inside(char32_t code) noexcept {
  auto kind = property_of(code).boundclass;
  if (kind == UTF8PROC_BOUNDCLASS_V || kind == UTF8PROC_BOUNDCLASS_T)
    return 0;
  return static_cast<std::size_t>(
    utf8proc_charwidth(static_cast<utf8proc_int32_t>(code)));
}

std::size_t width_of_cluster(std::string_view cluster) noexcept {
  auto rest = cluster;
  auto first = take(rest).code;
  if (is_picture(first, rest))
    return 2;
  auto result = static_cast<std::size_t>(
    utf8proc_charwidth(static_cast<utf8proc_int32_t>(first)));
  while (!rest.empty())
    result += width_inside(take(rest).code);
  return result;
}

} // namespace

std::size_t width(std::string_view text) noexcept {
  std::size_t result = 0;
  while (!text.empty())
    result += width_of_cluster(take_cluster(text));
  return result;
}

} // namespace dossier::utf8
