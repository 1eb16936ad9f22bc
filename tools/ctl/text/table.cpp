#include "tools/ctl/text/table.hpp"

#include <algorithm>
#include <numeric>

namespace dossier::ctl {

namespace {

constexpr std::size_t gap = 2;

/// Below this a column says nothing any more.
constexpr std::size_t least_width = 6;

std::vector<std::string> cell_lines(const std::string& text, std::size_t width,
                                    overflow rule) {
  if (rule == overflow::wrap)
    return wrap(text, width);
  return {fit(text, width)};
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

std::vector<std::size_t> table::widths(std::size_t limit) const {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto widest = display_width(columns_[i].title);
    for (const auto& row : rows_)
      widest = std::max(widest, display_width(row[i].text));
    result.push_back(widest);
  }
  auto total = std::accumulate(result.begin(), result.end(),
                               gap * (columns_.size() - 1));
  for (; limit > 0 && total > limit; --total) {
    auto widest = std::max_element(result.begin(), result.end());
    if (*widest <= least_width)
      break;
    --*widest;
  }
  return result;
}

std::vector<std::string> table::lines(std::size_t width, overflow rule,
                                      colours allowed) const {
  auto columns = widths(width);
  std::vector<std::string> result;
  auto add_row = [&](const std::vector<cell>& row) {
    std::vector<std::vector<std::string>> parts;
    std::size_t height = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
      parts.push_back(cell_lines(row[i].text, columns[i], rule));
      height = std::max(height, parts.back().size());
    }
    for (std::size_t y = 0; y < height; ++y) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        auto text = y < parts[i].size() ? parts[i][y] : std::string{};
        auto filled = pad(std::move(text), columns[i], columns_[i].align);
        line += (i > 0 ? std::string(gap, ' ') : std::string{})
                + paint(std::move(filled), row[i].look, allowed);
      }
      trim_end(line);
      result.push_back(std::move(line));
    }
  };
  std::vector<cell> titles;
  for (const auto& each : columns_)
    titles.emplace_back(each.title, tone::strong);
  add_row(titles);
  for (const auto& row : rows_)
    add_row(row);
  return result;
}

} // namespace dossier::ctl
