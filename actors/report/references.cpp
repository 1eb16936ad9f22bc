#include "actors/report/references.hpp"

#include "actors/report/sources.hpp"

#include <algorithm>
#include <array>

namespace dossier::report {

namespace {

using nlohmann::json;

constexpr std::size_t max_digits = 6;
constexpr std::size_t max_bracket_bytes = 160;

bool is_digit(char letter) noexcept {
  return letter >= '0' && letter <= '9';
}

bool is_upper(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z';
}

bool is_word(char letter) noexcept {
  return is_digit(letter) || is_upper(letter)
         || (letter >= 'a' && letter <= 'z') || letter == '_';
}

/// `S1-S3` is a range, `US-S3` and `R&S3` are names.
bool may_begin(std::string_view text, std::size_t at) noexcept {
  if (at == 0)
    return true;
  auto before = text[at - 1];
  if (before == '-')
    return at > 1 && is_digit(text[at - 2]);
  return !is_word(before) && before != '&' && before != '/';
}

bool may_end(std::string_view text, std::size_t end) noexcept {
  if (end == text.size())
    return true;
  auto after = text[end];
  auto next = end + 1 < text.size() ? text[end + 1] : ' ';
  if (after == '-' || after == '/' || after == '&')
    return next == 'S' && end + 2 < text.size() && is_digit(text[end + 2]);
  if (after == '.' || after == '+')
    return !is_digit(next) && after != '+';
  return !is_word(after);
}

/// Words that stand before a citation without naming a product.
constexpr auto connectives = std::array<std::string_view, 12>{
  "And", "According", "Also", "As",     "By",      "From",
  "In",  "Per",       "See",  "Source", "Sources", "With"};

bool is_id(std::string_view word) noexcept {
  return word.size() > 1 && word.front() == 'S' && is_digit(word[1]);
}

/// Whether a capitalised word and one blank stand right before `at`.
bool follows_name(std::string_view text, std::size_t at) {
  if (at < 2 || text[at - 1] != ' ' || !is_word(text[at - 2]))
    return false;
  auto begin = at - 1;
  while (begin > 0 && is_word(text[begin - 1]))
    --begin;
  auto word = text.substr(begin, at - 1 - begin);
  return is_upper(word.front()) && !is_id(word)
         && std::find(connectives.begin(), connectives.end(), word)
              == connectives.end();
}

/// Whether one blank and a capitalised word stand right behind `end`.
bool precedes_name(std::string_view text, std::size_t end) {
  auto rest = text.substr(std::min(end, text.size()));
  return rest.size() > 1 && rest[0] == ' ' && is_upper(rest[1])
         && !is_id(rest.substr(1));
}

/// Whether a bracket opened before `at`, not far off, and is not closed there.
bool is_bracketed(std::string_view text, std::size_t at) {
  auto near = text.substr(at - std::min(at, max_bracket_bytes),
                          std::min(at, max_bracket_bytes));
  auto bracket = near.find_last_of("()[]");
  return bracket != std::string_view::npos
         && (near[bracket] == '(' || near[bracket] == '[');
}

/// Cells of ids: `source`, `sources`, `fx_source`, but not `source_name`.
bool holds_sources(std::string_view key) noexcept {
  auto ends_with = [&](std::string_view end) {
    return key.size() >= end.size()
           && key.substr(key.size() - end.size()) == end;
  };
  return ends_with("source") || ends_with("sources") || key == "sources_used";
}

/// Whether a text is nothing but references and what separates them.
bool is_list(std::string_view text, const std::vector<reference>& found) {
  std::size_t at = 0;
  auto is_gap = [&](std::size_t end) {
    return text.substr(at, end - at).find_first_not_of(" ,;") == text.npos;
  };
  for (const auto& [begin, end, ignored] : found) {
    if (!is_gap(begin))
      return false;
    at = end;
  }
  return !found.empty() && is_gap(text.size());
}

template <class Json, class Visit>
void visit_texts(Json& value, const std::string& key, const Visit& visit) {
  if (value.is_string())
    return visit(value, key);
  if (value.is_array())
    for (auto& next : value)
      visit_texts(next, key, visit);
  if (value.is_object())
    for (auto& [name, next] : value.items())
      if (may_cite(name))
        visit_texts(next, name, visit);
}

std::string
rewrite_text(const std::string& text, const std::string& key,
             const std::function<std::string(const std::string&)>& rename) {
  auto found = references_in(text, key);
  bool list = is_list(text, found);
  std::string result;
  std::set<std::string> seen;
  std::size_t at = 0;
  for (const auto& [begin, end, ignored] : found) {
    auto id = rename(text.substr(begin, end - begin));
    if (!list || seen.insert(id).second)
      result += text.substr(at, begin - at) + id;
    at = end;
  }
  return result + text.substr(at);
}

bool is_id_list(const json& value) {
  return value.is_array()
         && std::all_of(value.begin(), value.end(), [](const json& element) {
              return element.is_string()
                     && source_number(element.get_ref<const std::string&>());
            });
}

/// Drops repeats; the first of each stays where it is.
void drop_repeats(json& ids) {
  auto kept = json::array();
  for (auto& id : ids)
    if (std::find(kept.begin(), kept.end(), id) == kept.end())
      kept.push_back(id);
  ids = std::move(kept);
}

void drop_repeats_in_lists(json& value, const json& before) {
  if (is_id_list(value) && value != before)
    return drop_repeats(value);
  if (value.is_object())
    for (auto& [key, next] : value.items())
      drop_repeats_in_lists(next, before.at(key));
  else if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      drop_repeats_in_lists(value[i], before[i]);
}

} // namespace

std::vector<reference> references_in(std::string_view text,
                                     std::string_view key) {
  std::vector<reference> found;
  for (auto at = text.find('S'); at != std::string_view::npos;
       at = text.find('S', at + 1)) {
    auto end = at + 1;
    while (end < text.size() && is_digit(text[end]))
      ++end;
    if (end == at + 1 || end - at - 1 > max_digits || !may_begin(text, at)
        || !may_end(text, end) || follows_name(text, at)
        || precedes_name(text, end))
      continue;
    found.push_back(
      {at, end, is_bracketed(text, at) ? grip::firm : grip::loose});
  }
  if (!is_list(text, found))
    return found;
  // One id alone is a name, unless the field is made for sources.
  if (found.size() == 1 && !holds_sources(key))
    return {};
  for (auto& one : found)
    one.grip = grip::firm;
  return found;
}

bool may_cite(std::string_view key) noexcept {
  constexpr auto silent = std::array<std::string_view, 5>{
    "citation", "date", "ticker", "type", "url"};
  return std::find(silent.begin(), silent.end(), key) == silent.end();
}

bool brings_sources(std::string_view key) noexcept {
  return key == "source_catalog" || key == "new_sources";
}

citations cited_in(const json& document) {
  citations result;
  auto collect = [&](const json& value, const std::string& key) {
    const auto& text = value.get_ref<const std::string&>();
    for (const auto& [begin, end, grip] : references_in(text, key))
      (grip == report::grip::firm ? result.firm : result.loose)
        .insert(text.substr(begin, end - begin));
  };
  if (document.is_object())
    for (const auto& [key, value] : document.items())
      if (key != "sources_used" && !brings_sources(key) && may_cite(key))
        visit_texts(value, key, collect);
  return result;
}

void rewrite_references(
  json& document,
  const std::function<std::string(const std::string&)>& rename) {
  auto before = document;
  visit_texts(document, "", [&](json& value, const std::string& key) {
    value = rewrite_text(value.get_ref<const std::string&>(), key, rename);
  });
  drop_repeats_in_lists(document, before);
}

} // namespace dossier::report
