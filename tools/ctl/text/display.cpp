#include "tools/ctl/text/display.hpp"

#include <algorithm>
#include <array>

namespace dossier::ctl {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct range {
  char32_t first, last;
};

/// East Asian wide and emoji blocks; close enough for columns to line up.
constexpr std::array wide_ranges{
  range{0x1100, 0x115F},   range{0x2E80, 0xA4CF},   range{0xAC00, 0xD7A3},
  range{0xF900, 0xFAFF},   range{0xFE30, 0xFE6F},   range{0xFF00, 0xFF60},
  range{0xFFE0, 0xFFE6},   range{0x1F300, 0x1F64F}, range{0x1F900, 0x1F9FF},
  range{0x20000, 0x3FFFD},
};

constexpr std::array zero_ranges{
  range{0x0300, 0x036F}, range{0x200B, 0x200D}, range{0x20D0, 0x20FF},
  range{0xFE00, 0xFE0F}, range{0xFE20, 0xFE2F},
};

constexpr std::array unsafe_ranges{
  range{0x00, 0x09},     range{0x0B, 0x1F},     range{0x7F, 0x9F},
  range{0x061C, 0x061C}, range{0x200E, 0x200F}, range{0x2028, 0x202E},
  range{0x2066, 0x2069}, range{0xFEFF, 0xFEFF},
};

template <class Ranges>
bool contains(const Ranges& ranges, char32_t letter) {
  return std::any_of(ranges.begin(), ranges.end(), [=](range r) {
    return letter >= r.first && letter <= r.last;
  });
}

std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80)
    return 1;
  if (lead >= 0xC2 && lead < 0xE0)
    return 2;
  if (lead >= 0xE0 && lead < 0xF0)
    return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

bool is_minimal(char32_t letter, std::size_t length) {
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  auto surrogate = letter >= 0xD800 && letter <= 0xDFFF;
  return letter >= least[length] && letter <= 0x10FFFF && !surrogate;
}

struct letter {
  char32_t code;
  std::string_view bytes;
};

/// Takes one letter off the front. A byte that starts none is taken alone.
letter take(std::string_view& text) {
  auto length = sequence_length(static_cast<unsigned char>(text[0]));
  auto broken = letter{replacement, text.substr(0, 1)};
  auto code = char32_t(static_cast<unsigned char>(text[0]));
  if (length > 1)
    code &= 0x7Fu >> length;
  auto valid = length > 0 && length <= text.size();
  for (std::size_t i = 1; valid && i < length; ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    valid = (byte & 0xC0) == 0x80;
    code = code << 6 | (byte & 0x3F);
  }
  auto taken = valid && is_minimal(code, length)
                 ? letter{code, text.substr(0, length)}
                 : broken;
  text.remove_prefix(taken.bytes.size());
  return taken;
}

std::size_t cells(char32_t code) {
  if (contains(zero_ranges, code))
    return 0;
  return contains(wide_ranges, code) ? 2 : 1;
}

/// Takes as many letters off the front as fit into `width` cells, but at
/// least one, so that a loop around it ends.
std::string_view take_cells(std::string_view& text, std::size_t width) {
  auto all = text;
  std::size_t used = 0;
  while (!text.empty()) {
    auto rest = text;
    used += cells(take(rest).code);
    if (used > width && text.size() < all.size())
      break;
    text = rest;
  }
  return all.substr(0, all.size() - text.size());
}

std::string_view take_word(std::string_view& text) {
  auto end = std::min(text.find(' '), text.size());
  auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

void wrap_line(std::string_view line, std::size_t width,
               std::vector<std::string>& lines) {
  lines.emplace_back();
  auto first = lines.size();
  std::size_t used = 0;
  while (!line.empty()) {
    auto word = take_word(line);
    auto wanted = display_width(word);
    if (used > 0 && used + 1 + wanted > width) {
      lines.emplace_back();
      used = 0;
    }
    for (; used == 0 && wanted > width; wanted = display_width(word)) {
      lines.back() = take_cells(word, width);
      lines.emplace_back();
    }
    if (word.empty())
      continue;
    if (used > 0)
      lines.back() += ' ';
    used += wanted + (used > 0 ? 1 : 0);
    lines.back() += word;
  }
  // A word that filled its lines exactly leaves an empty one behind.
  if (lines.size() > first && used == 0 && lines.back().empty())
    lines.pop_back();
}

} // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    auto next = take(text);
    if (next.code == U'\t')
      result += ' ';
    else if (next.code == replacement)
      result += "\xEF\xBF\xBD";
    else if (!contains(unsafe_ranges, next.code))
      result += next.bytes;
  }
  return result;
}

std::string one_line(std::string_view text) {
  std::string result;
  for (auto byte : printable(text)) {
    auto space = byte == ' ' || byte == '\n';
    if (!space)
      result += byte;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (!result.empty() && result.back() == ' ')
    result.pop_back();
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t result = 0;
  while (!text.empty())
    result += cells(take(text).code);
  return result;
}

std::string fit(std::string_view text, std::size_t width) {
  if (display_width(text) <= width)
    return std::string{text};
  if (width == 0)
    return {};
  if (width == 1)
    return "…";
  return std::string{take_cells(text, width - 1)} + "…";
}

std::string pad(std::string text, std::size_t width, side where) {
  auto used = display_width(text);
  if (used >= width)
    return text;
  auto space = std::string(width - used, ' ');
  return where == side::left ? text + space : space + text;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  width = std::max<std::size_t>(width, 1);
  while (true) {
    auto end = text.find('\n');
    wrap_line(text.substr(0, end), width, lines);
    if (end == std::string_view::npos)
      return lines;
    text.remove_prefix(end + 1);
  }
}

} // namespace dossier::ctl
