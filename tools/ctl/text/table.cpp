#include "tools/ctl/text/table.hpp"

#include "messages/utf8.hpp"

#include <algorithm>
#include <sstream>

namespace dossier::ctl {

namespace {

constexpr std::size_t gap = 2;

/// Above this a column shrinks before another one goes.
constexpr std::size_t comfortable_width = 16;

/// Below this a column says nothing any more.
constexpr std::size_t least_width = 6;

std::vector<std::string> cell_lines(const std::string& text, std::size_t width,
                                    overflow rule) {
  if (rule == overflow::wrap)
    return wrap(text, width);
  return {fit(text, width)};
}

std::size_t longest_word(const std::string& text) {
  std::size_t result = 0;
  std::istringstream words{text};
  for (std::string word; words >> word;)
    result = std::max(result, utf8::width(word));
  return result;
}

std::size_t total_of(const std::vector<std::size_t>& widths) {
  std::size_t total = 0;
  for (auto each : widths)
    total += each > 0 ? each + gap : 0;
  return total > 0 ? total - gap : 0;
}

/// Spaces stay unpainted, so that they can be cut off at the end.
std::string fill(const std::string& text, std::size_t width, side align,
                 tone look, colours allowed) {
  auto space = std::string(width - std::min(width, utf8::width(text)), ' ');
  auto painted = paint(text, look, allowed);
  return align == side::left ? painted + space : space + painted;
}

void trim_end(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

} // namespace

table::table(std::vector<column> columns) : columns_(std::move(columns)) {
  // nop
}

void table::add(std::vector<cell> row) {
  for (auto& each : row)
    each.text = one_line(each.text);
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> table::natural_widths() const {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto widest = std::max<std::size_t>(utf8::width(columns_[i].title), 1);
    for (const auto& row : rows_)
      widest = std::max(widest, utf8::width(row[i].text));
    result.push_back(widest);
  }
  return result;
}

std::vector<std::size_t> table::word_widths() const {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto widest = longest_word(columns_[i].title);
    for (const auto& row : rows_)
      widest = std::max(widest, longest_word(row[i].text));
    result.push_back(widest);
  }
  return result;
}

bool table::fits_words(std::size_t width) const {
  return width == 0 || total_of(word_widths()) <= width;
}

bool table::shrink(std::vector<std::size_t>& widths, std::size_t limit,
                   std::size_t least,
                   const std::vector<std::size_t>& floors) const {
  while (total_of(widths) > limit) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (columns_[i].rule == when_narrow::shrinks
          && widths[i] > std::max(least, floors[i])
          && (!widest || widths[i] > *widest))
        widest = &widths[i];
    if (!widest)
      return false;
    --*widest;
  }
  return true;
}

std::vector<std::size_t> table::widths(std::size_t limit, overflow rule) const {
  auto kept = natural_widths();
  if (limit == 0)
    return kept;
  // Where nothing is cut, a word goes to the next line whole if it can.
  auto floors = rule == overflow::wrap && fits_words(limit)
                  ? word_widths()
                  : std::vector<std::size_t>(columns_.size(), 0);
  for (auto i = columns_.size(); i > 0; --i) {
    auto tried = kept;
    if (shrink(tried, limit, comfortable_width, floors))
      return tried;
    if (columns_[i - 1].rule == when_narrow::goes)
      kept[i - 1] = 0;
  }
  shrink(kept, limit, least_width, floors);
  return kept;
}

void table::add_lines(std::vector<std::string>& to,
                      const std::vector<cell>& row,
                      const std::vector<std::size_t>& widths, overflow rule,
                      colours allowed) const {
  std::vector<std::vector<std::string>> parts;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    parts.push_back(cell_lines(row[i].text, widths[i], rule));
    height = std::max(height, widths[i] > 0 ? parts[i].size() : 0);
  }
  for (std::size_t y = 0; y < height; ++y) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0)
        continue;
      auto text = y < parts[i].size() ? parts[i][y] : std::string{};
      line += (line.empty() ? "" : std::string(gap, ' '))
              + fill(text, widths[i], columns_[i].align, row[i].look, allowed);
    }
    trim_end(line);
    to.push_back(std::move(line));
  }
}

std::vector<std::string> table::lines(std::size_t width, overflow rule,
                                      colours allowed) const {
  auto columns = widths(width, rule);
  std::vector<cell> titles;
  for (const auto& each : columns_)
    titles.emplace_back(each.title, tone::strong);
  std::vector<std::string> result;
  add_lines(result, titles, columns, rule, allowed);
  for (const auto& row : rows_)
    add_lines(result, row, columns, rule, allowed);
  return result;
}

} // namespace dossier::ctl
