#include "io/http/field_value.hpp"

#include "messages/text.hpp"

#include <algorithm>

namespace dossier::io::http {

namespace {

constexpr bool is_token_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9')
         || std::string_view{"!#$%&'*+-.^_`|~"}.find(c)
              != std::string_view::npos;
}

/// Where the quoted string that begins `text` ends, behind its last quote;
/// nothing when it is not closed.
std::optional<std::size_t> end_of_quotes(std::string_view text) noexcept {
  for (std::size_t i = 1; i < text.size(); ++i)
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  return {};
}

std::string without_quotes(std::string_view quoted) {
  std::string result;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\')
      ++i;
    result += quoted[i];
  }
  return result;
}

/// Where the list's first element ends.
std::size_t end_of_element(std::string_view list) noexcept {
  std::size_t at = 0;
  while (at < list.size() && list[at] != ',')
    at += list[at] == '"'
            ? end_of_quotes(list.substr(at)).value_or(list.size() - at)
            : 1;
  return at;
}

/// `name=value` off the front of `rest`; nothing when there is none.
std::optional<type_parameter> take_parameter(std::string_view& rest) {
  const auto equals = rest.find('=');
  const auto name = rest.substr(0, equals);
  if (equals == std::string_view::npos || !is_token(name))
    return {};
  rest.remove_prefix(equals + 1);
  const bool is_quoted = rest.starts_with('"');
  const auto end = is_quoted
                     ? end_of_quotes(rest)
                     : std::min(rest.find_first_of("; \t"), rest.size());
  if (!end)
    return {};
  const auto value = rest.substr(0, *end);
  rest.remove_prefix(*end);
  if (is_quoted)
    return type_parameter{name, without_quotes(value)};
  if (!is_token(value))
    return {};
  return type_parameter{name, std::string{value}};
}

/// Weights are counted in thousandths.
constexpr int whole_weight = 1000;

/// 0 to 1 with up to three decimals; nothing for other text.
std::optional<int> parse_weight(std::string_view text) {
  constexpr std::size_t most_characters = 5;
  if (text.empty() || text.size() > most_characters
      || (text[0] != '0' && text[0] != '1')
      || (text.size() > 1 && text[1] != '.'))
    return {};
  int result = (text[0] - '0') * whole_weight;
  int worth = 100;
  for (const char digit : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (digit < '0' || digit > '9')
      return {};
    result += (digit - '0') * worth;
    worth /= 10;
  }
  return result <= whole_weight ? std::optional{result} : std::nullopt;
}

/// How much a range says of a type: the more, the higher.
enum class specificity {
  nothing,
  of_all,
  of_group,
  of_variant,
  of_type,
  of_text
};

/// All text of ours is UTF-8. With any other parameter a range is about a
/// variant of the type, and says less of ours than one without.
specificity specificity_of(const media_type& range, std::string_view type) {
  const auto group = type.substr(0, type.find('/') + 1);
  if (range.essence == "*/*")
    return specificity::of_all;
  if (same_text(range.essence, std::string{group} + '*'))
    return specificity::of_group;
  if (!same_text(range.essence, type))
    return specificity::nothing;
  auto result = specificity::of_type;
  for (const auto& [name, value] : range.parameters) {
    if (same_text(name, "q"))
      continue;
    if (!same_text(name, "charset") || !same_text(value, "utf-8"))
      return specificity::of_variant;
    result = specificity::of_text;
  }
  return result;
}

/// Of a range without a weight, 1; nothing for a weight that is none.
std::optional<int> weight_of(const media_type& range) {
  for (const auto& [name, value] : range.parameters)
    if (same_text(name, "q"))
      return parse_weight(value);
  return whole_weight;
}

} // namespace

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

std::vector<std::string_view> list_elements(std::string_view list) {
  std::vector<std::string_view> result;
  while (!list.empty()) {
    const auto end = end_of_element(list);
    if (const auto element = trim_blanks(list.substr(0, end)); !element.empty())
      result.push_back(element);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return result;
}

bool has_token(std::string_view list, std::string_view token) {
  const auto elements = list_elements(list);
  return std::any_of(elements.begin(), elements.end(), [token](auto element) {
    return same_text(element, token);
  });
}

std::optional<media_type> parse_media_type(std::string_view text) {
  const auto begin = std::min(text.find(';'), text.size());
  media_type result{.essence = trim_blanks(text.substr(0, begin))};
  const auto slash = result.essence.find('/');
  if (slash == std::string_view::npos
      || !is_token(result.essence.substr(0, slash))
      || !is_token(result.essence.substr(slash + 1)))
    return {};
  auto rest = trim_blanks(text.substr(begin));
  while (!rest.empty()) {
    if (!rest.starts_with(';'))
      return {};
    rest = trim_blanks(rest.substr(1));
    if (rest.empty() || rest.starts_with(';'))
      continue;
    auto parameter = take_parameter(rest);
    if (!parameter)
      return {};
    result.parameters.push_back(std::move(*parameter));
    rest = trim_blanks(rest);
  }
  return result;
}

preference preference_for(std::string_view type, std::string_view accept) {
  auto most = specificity::nothing;
  int best = 0;
  for (const auto element : list_elements(accept)) {
    const auto range = parse_media_type(element);
    const auto weight = range ? weight_of(*range) : std::nullopt;
    const auto says
      = weight ? specificity_of(*range, type) : specificity::nothing;
    if (says == specificity::nothing || says < most)
      continue;
    best = says > most ? *weight : std::max(best, *weight);
    most = says;
  }
  return {best, most >= specificity::of_variant};
}

bool prefers(std::string_view type, std::string_view usual,
             std::string_view accept) {
  const auto wanted = preference_for(type, accept);
  const auto other = preference_for(usual, accept);
  return wanted.weight > other.weight
         || (wanted.weight == other.weight && wanted.weight > 0
             && wanted.is_named);
}

} // namespace dossier::io::http
