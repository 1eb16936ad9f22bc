#include "tools/ctl/pages/value_table.hpp"

#include "messages/utf8.hpp"
#include "tools/ctl/text/table.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

/// Sentences belong into paragraphs, not into cells.
constexpr std::size_t longest_cell = 48;

/// What a column needs on average to be worth reading.
constexpr std::size_t cells_a_column = 11;

bool is_flat(const json& item) {
  return item.is_object()
         && std::all_of(item.begin(), item.end(), [](const auto& value) {
              return !value.is_structured()
                     && utf8::width(scalar_text(value)) <= longest_cell;
            });
}

std::vector<std::string> keys_of(const json& list) {
  std::vector<std::string> keys;
  for (const auto& item : list)
    for (const auto& [key, unused] : item.items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        keys.push_back(key);
  return keys;
}

/// Columns of figures keep to the right; a missing figure does not change it.
side side_of(const json& list, const std::string& key) {
  auto any = false;
  for (const auto& item : list) {
    const auto& value = member(item, key);
    auto missing = value.is_null() || scalar_text(value) == "–";
    if (!missing && !value.is_number())
      return side::left;
    any = any || !missing;
  }
  return any ? side::right : side::left;
}

} // namespace

std::optional<std::vector<std::string>> table_lines(const json& list,
                                                    const layout& shape) {
  if (list.size() < 2 || !std::all_of(list.begin(), list.end(), is_flat))
    return std::nullopt;
  auto keys = keys_of(list);
  if (keys.empty() || keys.size() * cells_a_column > shape.width)
    return std::nullopt;
  std::vector<column> columns;
  for (const auto& key : keys)
    columns.push_back(
      {.title = one_line(humanise(key)), .align = side_of(list, key)});
  table result{std::move(columns)};
  for (const auto& item : list) {
    std::vector<cell> row;
    for (const auto& key : keys)
      row.emplace_back(member_text(key, member(item, key)));
    result.add(std::move(row));
  }
  if (!result.fits_words(shape.width))
    return std::nullopt;
  return result.lines(shape.width, overflow::wrap, shape.palette);
}

} // namespace dossier::ctl
