#include "tools/ctl/pages/value_text.hpp"

#include "messages/utf8.hpp"
#include "tools/ctl/pages/value_table.hpp"
#include "tools/ctl/text/display.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace dossier::ctl {

namespace {

/// Deeper values are printed as JSON; no report is that deep.
constexpr int deepest = 12;

/// A list of words in one line stops being readable beyond this.
constexpr std::size_t longest_inline_item = 24;

constexpr std::size_t most_inline_members = 3;

constexpr std::size_t indent_step = 2;

using text_lines = std::vector<std::string>;

text_lines render(const json& value, const layout& shape, int depth);

void append(text_lines& to, text_lines more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
}

layout narrower(const layout& shape, std::size_t by) {
  constexpr std::size_t least = 20;
  return {std::max(shape.width, least + by) - by, shape.palette};
}

bool is_scalar(const json& value) {
  return !value.is_object() && !value.is_array();
}

bool all_scalar(const json& value) {
  return std::all_of(value.begin(), value.end(), is_scalar);
}

/// "S1, S7" for a list of words, "level HIGH, reason …" for a small object;
/// nothing for what needs more room.
std::optional<std::string> inline_text(const json& value) {
  if (is_scalar(value))
    return scalar_text(value);
  if (value.empty())
    return "none";
  if (!all_scalar(value))
    return std::nullopt;
  text_lines parts;
  for (const auto& [key, each] : value.items()) {
    auto text = member_text(key, each);
    if (value.is_array() && utf8::width(text) > longest_inline_item)
      return std::nullopt;
    parts.push_back(value.is_array() ? text
                                     : lower_first(humanise(key)) + " " + text);
  }
  if (value.is_object() && parts.size() > most_inline_members)
    return std::nullopt;
  return join(parts);
}

text_lines paragraph(const std::string& text, const layout& shape) {
  return wrap(printable(text), shape.width);
}

/// A bullet or number before the first line, the rest below it.
text_lines hang(std::string_view mark, text_lines body) {
  auto space = std::string(utf8::width(mark), ' ');
  auto result = indent(std::move(body), space);
  if (!result.empty())
    result[0].replace(0, space.size(), mark);
  return result;
}

text_lines render_member(const std::string& key, const json& value,
                         const layout& shape, int depth) {
  auto label = one_line(humanise(key));
  auto text = is_scalar(value) ? member_text(key, value) : inline_text(value);
  if (text && text->find('\n') == std::string::npos
      && utf8::width(label) + utf8::width(*text) + 2 <= shape.width)
    return {paint(label + ":", tone::strong, shape.palette) + " "
            + one_line(*text)};
  text_lines result{paint(label, tone::strong, shape.palette)};
  auto inner = narrower(shape, indent_step);
  auto body = text ? paragraph(*text, inner) : render(value, inner, depth + 1);
  append(result, indent(std::move(body), std::string(indent_step, ' ')));
  return result;
}

text_lines render_object(const json& value, const layout& shape, int depth) {
  text_lines result;
  auto after_block = false;
  for (const auto& [key, each] : value.items()) {
    auto block = render_member(key, each, shape, depth);
    auto is_block = block.size() > 1;
    // Air around what takes several text_lines, none between short facts.
    if (!result.empty() && (is_block || after_block))
      result.emplace_back();
    after_block = is_block;
    append(result, std::move(block));
  }
  return result;
}

/// What names an item: a member that is called so, else its first text.
json::const_iterator find_title(const json& item) {
  constexpr std::array keys{"name", "title", "headline"};
  for (const auto* key : keys)
    if (auto found = item.find(key); found != item.end() && found->is_string())
      return found;
  return std::find_if(item.begin(), item.end(),
                      [](const auto& each) { return each.is_string(); });
}

text_lines render_item(const json& item, std::string_view mark,
                       const layout& shape, int depth) {
  auto inner = narrower(shape, utf8::width(mark));
  if (!item.is_object())
    return hang(mark, render(item, inner, depth + 1));
  auto title = find_title(item);
  text_lines body;
  auto rest = item;
  if (title != item.end()) {
    for (auto& each : paragraph(title->get<std::string>(), inner))
      body.push_back(paint(each, tone::strong, shape.palette));
    rest.erase(title.key());
  }
  append(body, render_object(rest, inner, depth + 1));
  return hang(mark, std::move(body));
}

/// Whether no row has anything under the key, such as the fourth peer where
/// there are three. A figure that is not disclosed is something.
bool is_empty_column(const json& rows, const std::string& key) {
  return member_text(key, nullptr) == scalar_text(nullptr)
         && std::all_of(rows.begin(), rows.end(), [&](const json& row) {
              return member(row, key).is_null();
            });
}

/// One row alone may say that it has none.
json without_empty_columns(json rows) {
  auto is_object = [](const json& row) { return row.is_object(); };
  if (rows.size() < 2 || !std::all_of(rows.begin(), rows.end(), is_object))
    return rows;
  std::set<std::string> empty;
  for (const auto& [key, unused] : rows[0].items())
    if (is_empty_column(rows, key))
      empty.insert(key);
  for (auto& row : rows)
    for (const auto& key : empty)
      row.erase(key);
  return rows;
}

text_lines render_list(const json& all, const layout& shape, int depth) {
  if (auto text = inline_text(all))
    return paragraph(*text, shape);
  auto value = without_empty_columns(all);
  if (auto table = table_lines(value, shape))
    return *table;
  auto numbered = value[0].is_object();
  text_lines result;
  for (std::size_t i = 0; i < value.size(); ++i) {
    auto mark = numbered ? std::to_string(i + 1) + ". " : std::string{"- "};
    if (numbered && i > 0)
      result.emplace_back();
    append(result, render_item(value[i], mark, shape, depth));
  }
  return result;
}

text_lines render(const json& value, const layout& shape, int depth) {
  if (depth >= deepest)
    return paragraph(value.dump(-1, ' ', false, json::error_handler_t::replace),
                     shape);
  if (value.is_object() && !value.empty())
    return render_object(value, shape, depth);
  if (value.is_array())
    return render_list(value, shape, depth);
  return paragraph(value.is_object() ? "none" : scalar_text(value), shape);
}

} // namespace

std::vector<std::string> value_lines(const json& value, const layout& shape) {
  constexpr std::size_t endless = 1'000'000;
  return render(value,
                {shape.width == 0 ? endless : shape.width, shape.palette}, 0);
}

std::vector<std::string> indent(std::vector<std::string> all,
                                std::string_view space) {
  for (auto& each : all)
    if (!each.empty())
      each.insert(0, space);
  return all;
}

} // namespace dossier::ctl
