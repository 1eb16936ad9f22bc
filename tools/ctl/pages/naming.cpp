#include "tools/ctl/pages/naming.hpp"

#include "tools/ctl/text/format.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace dossier::ctl {

namespace {

constexpr std::array<std::string_view, 9> acronyms{
  "fx", "kpi", "usd", "sku", "url", "id", "pct", "10k", "ceo"};

std::string spell(const std::string& word) {
  if (word == "pct")
    return "%";
  if (std::find(acronyms.begin(), acronyms.end(), word) == acronyms.end())
    return word;
  auto upper = word;
  for (auto& letter : upper)
    letter = char(std::toupper(static_cast<unsigned char>(letter)));
  return upper;
}

/// snake_case or camelCase, as keys of our schemas are.
bool is_identifier(std::string_view key) {
  auto has_lower = false;
  for (unsigned char letter : key) {
    if (!std::isalnum(letter) && letter != '_')
      return false;
    has_lower = has_lower || std::islower(letter);
  }
  return has_lower;
}

} // namespace

std::string humanise(std::string_view key) {
  if (!is_identifier(key))
    return std::string{key};
  std::string result, word;
  auto flush = [&] {
    if (word.empty())
      return;
    result += (result.empty() ? "" : " ") + spell(word);
    word.clear();
  };
  auto after_lower = false;
  for (unsigned char letter : key) {
    if (letter == '_' || letter == ' ' || (std::isupper(letter) && after_lower))
      flush();
    after_lower = std::islower(letter) || std::isdigit(letter);
    if (letter != '_' && letter != ' ')
      word += char(letter < 0x80 ? std::tolower(letter) : letter);
  }
  flush();
  if (!result.empty())
    result[0] = char(std::toupper(static_cast<unsigned char>(result[0])));
  return result;
}

std::string scalar_text(const json& value) {
  // Four digits may be a year.
  constexpr long long ungrouped = 9999;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() ? "–" : text;
  }
  if (value.is_boolean())
    return value.get<bool>() ? "yes" : "no";
  if (value.is_number_integer() && std::abs(value.get<double>()) > ungrouped
      && std::abs(value.get<double>()) < 1e15)
    return format_count(value.get<long long>());
  return value.is_null() ? "–" : value.dump();
}

std::string member_text(std::string_view key, const json& value) {
  constexpr std::array<std::string_view, 6> figures{
    "_pct", "_usd", "_share", "_facilities", "employees", "headcount"};
  auto is_figure
    = std::any_of(figures.begin(), figures.end(), [&](std::string_view ending) {
        return key.ends_with(ending);
      });
  return value.is_null() && is_figure ? "not disclosed" : scalar_text(value);
}

std::string lower_first(std::string words) {
  auto is_acronym
    = words.size() > 1 && std::isupper(static_cast<unsigned char>(words[1]));
  if (!words.empty() && !is_acronym)
    words[0] = char(std::tolower(static_cast<unsigned char>(words[0])));
  return words;
}

} // namespace dossier::ctl
