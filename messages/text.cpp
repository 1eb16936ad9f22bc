#include "messages/text.hpp"

#include <algorithm>

namespace dossier {

namespace {

std::string_view trim(std::string_view text, std::string_view blanks) noexcept {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

constexpr char lower_letter(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::string_view trim_blanks(std::string_view text) noexcept {
  return trim(text, " \t");
}

std::string_view trim_spaces(std::string_view text) noexcept {
  return trim(text, " ");
}

std::string_view trim_lines(std::string_view text) noexcept {
  return trim(text, " \t\n");
}

bool same_text(std::string_view left, std::string_view right) noexcept {
  return std::equal(
    left.begin(), left.end(), right.begin(), right.end(),
    [](char l, char r) { return lower_letter(l) == lower_letter(r); });
}

} // namespace dossier
