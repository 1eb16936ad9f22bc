#include "tools/ctl/text/display.hpp"

#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

/// Takes as many characters off the front as fit into `width` cells.
std::string_view take_cells(std::string_view& text, std::size_t width) {
  auto all = text;
  std::size_t used = 0;
  for (auto rest = text; !rest.empty(); text = rest) {
    used += utf8::width(utf8::take_cluster(rest));
    if (used > width)
      break;
  }
  return all.substr(0, all.size() - text.size());
}

/// The same for a line of its own: at least one character, so that a loop
/// around it ends.
std::string_view take_line(std::string_view& text, std::size_t width) {
  auto line = take_cells(text, width);
  return line.empty() ? utf8::take_cluster(text) : line;
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
    auto wanted = utf8::width(word);
    if (used > 0 && used + 1 + wanted > width) {
      lines.emplace_back();
      used = 0;
    }
    for (; used == 0 && wanted > width; wanted = utf8::width(word)) {
      lines.back() = take_line(word, width);
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
    auto next = utf8::take(text).code;
    if (next == '\t')
      result += ' ';
    else if (next == '\n' || !(utf8::is_control(next) || utf8::is_hidden(next)))
      utf8::append(result, next);
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

std::string fit(std::string_view text, std::size_t width) {
  if (utf8::width(text) <= width)
    return std::string{text};
  if (width == 0)
    return {};
  if (width == 1)
    return "…";
  return std::string{take_cells(text, width - 1)} + "…";
}

std::string pad(std::string text, std::size_t width, side where) {
  auto used = utf8::width(text);
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
