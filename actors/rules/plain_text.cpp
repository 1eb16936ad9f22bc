#include "actors/rules/plain_text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace dossier::rules {

namespace {

struct range {
  char32_t first;
  char32_t last;
};

constexpr std::array white_space{
  range{0x09, 0x0d},     range{0x20, 0x20},     range{0x85, 0x85},
  range{0xa0, 0xa0},     range{0x1680, 0x1680}, range{0x2000, 0x200b},
  range{0x2028, 0x2029}, range{0x202f, 0x202f}, range{0x205f, 0x2060},
  range{0x3000, 0x3000}, range{0xfeff, 0xfeff},
};

/// C0, C1, separators of lines, and what overrides the direction of text.
constexpr std::array controls{
  range{0x00, 0x1f},     range{0x7f, 0x9f},     range{0x2028, 0x2029},
  range{0x202a, 0x202e}, range{0x2066, 0x2069},
};

/// Punctuation and marks without a sound of their own, above ASCII.
constexpr std::array punctuation{
  range{0xa1, 0xa9},     range{0xab, 0xb1},     range{0xb4, 0xb4},
  range{0xb6, 0xb8},     range{0xbb, 0xbb},     range{0xbf, 0xbf},
  range{0xd7, 0xd7},     range{0xf7, 0xf7},     range{0x200c, 0x200f},
  range{0x2010, 0x2027}, range{0x2030, 0x205e}, range{0x2061, 0x206f},
  range{0x2e00, 0x2e7f}, range{0x3001, 0x3003}, range{0x3008, 0x3011},
  range{0x3014, 0x301f}, range{0x3030, 0x3030}, range{0xfe10, 0xfe19},
  range{0xfe30, 0xfe6f}, range{0xff01, 0xff0f}, range{0xff1a, 0xff20},
  range{0xff3b, 0xff40}, range{0xff5b, 0xff65}, range{0xfff9, 0xffff},
};

bool is_in(std::span<const range> ranges, char32_t letter) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [&](const range& each) {
    return each.first <= letter && letter <= each.last;
  });
}

bool is_continuation(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/// Takes the first code point off `rest`, which is not empty.
char32_t take_first(std::string_view& rest) noexcept {
  auto lead = static_cast<unsigned char>(rest.front());
  std::size_t size = 1;
  while (size < rest.size() && is_continuation(rest[size]))
    ++size;
  char32_t result = size == 1 ? lead : lead & (0xffu >> (size + 1));
  for (auto byte : rest.substr(1, size - 1))
    result = result << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  rest.remove_prefix(size);
  return result;
}

char32_t last_of(std::string_view text) noexcept {
  auto at = text.size() - 1;
  while (at > 0 && is_continuation(text[at]))
    --at;
  auto rest = text.substr(at);
  return take_first(rest);
}

bool is_letter_or_digit(char32_t letter) noexcept {
  if (letter < 0x80)
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z')
           || (letter >= 'a' && letter <= 'z');
  return !is_in(white_space, letter) && !is_in(controls, letter)
         && !is_in(punctuation, letter);
}

template <class Predicate>
bool any_character(std::string_view text, Predicate holds) noexcept {
  while (!text.empty())
    if (holds(take_first(text)))
      return true;
  return false;
}

} // namespace

std::size_t count_characters(std::string_view text) noexcept {
  auto tails = std::count_if(text.begin(), text.end(), is_continuation);
  return text.size() - static_cast<std::size_t>(tails);
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty()) {
    auto rest = text;
    if (!is_in(white_space, take_first(rest)))
      break;
    text = rest;
  }
  while (!text.empty() && is_in(white_space, last_of(text))) {
    while (is_continuation(text.back()))
      text.remove_suffix(1);
    text.remove_suffix(1);
  }
  return text;
}

bool has_letter_or_digit(std::string_view text) noexcept {
  return any_character(text, is_letter_or_digit);
}

bool has_control(std::string_view text, line_breaks breaks) noexcept {
  return any_character(text, [=](char32_t letter) {
    auto is_break = letter == '\n' || letter == '\r' || letter == '\t'
                    || letter == 0x2028 || letter == 0x2029;
    return is_in(controls, letter)
           && !(is_break && breaks == line_breaks::allowed);
  });
}

} // namespace dossier::rules
