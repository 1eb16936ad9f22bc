#include "actors/report/prompts/template.hpp"

#include "messages/text.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

constexpr std::string_view opening_mark = "{{";
constexpr std::string_view closing_mark = "}}";

} // namespace

std::vector<variable> variables_in(std::string_view text) {
  std::vector<variable> result;
  std::size_t counted = 0;
  unsigned line = 1;
  auto begin = text.find(opening_mark);
  while (begin != std::string_view::npos) {
    line += static_cast<unsigned>(
      std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                 text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    counted = begin;
    auto inside = begin + opening_mark.size();
    auto end = text.find(closing_mark, inside);
    if (end == std::string_view::npos) {
      result.push_back(
        {.name = "", .begin = begin, .end = text.size(), .line = line});
      break;
    }
    result.push_back(
      {.name = std::string{trim_spaces(text.substr(inside, end - inside))},
       .begin = begin,
       .end = end + closing_mark.size(),
       .line = line});
    begin = text.find(opening_mark, end + closing_mark.size());
  }
  return result;
}

filled fill(std::string_view text, const lookup& value_of) {
  filled result;
  std::size_t at = 0;
  for (const auto& [name, begin, end, line] : variables_in(text)) {
    result.text += text.substr(at, begin - at);
    at = end;
    if (auto value = value_of(name))
      result.text += *value;
    else if (result.unknown.empty())
      result.unknown = name.empty() ? "(unclosed)" : name;
  }
  result.text += text.substr(at);
  return result;
}

} // namespace dossier::report
