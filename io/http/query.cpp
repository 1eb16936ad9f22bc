#include "io/http/query.hpp"

#include "io/http/refusal.hpp"
#include "messages/time.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace dossier::io::http {

namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

/// Calls `visit` with each piece between separators, empty ones too.
template <class Visit>
void each_piece(std::string_view text, char separator, Visit visit) {
  for (;;) {
    const auto end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end + 1);
  }
}

bool is_integer(std::string_view text, std::uint64_t min, std::uint64_t max) {
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end && value >= min && value <= max;
}

bool is_choice(std::string_view text, const parameter& rule) {
  return std::find(rule.choices.begin(), rule.choices.end(), text)
         != rule.choices.end();
}

bool are_choices(std::string_view text, const parameter& rule) {
  bool fits = true;
  each_piece(text, ',', [&](std::string_view piece) {
    fits = fits && is_choice(piece, rule);
  });
  return fits;
}

bool fits(std::string_view text, const parameter& rule) {
  switch (rule.form) {
    case value_form::text: return true;
    case value_form::integer: return is_integer(text, rule.min, rule.max);
    case value_form::time: return parse_timestamp(text).has_value();
    case value_form::choice: return is_choice(text, rule);
    case value_form::choices: return are_choices(text, rule);
  }
  return false;
}

std::string list_of(std::span<const std::string_view> choices) {
  std::string result;
  for (const auto choice : choices)
    result.append(result.empty() ? "" : ", ").append(choice);
  return result;
}

std::string wanted(const parameter& rule) {
  switch (rule.form) {
    case value_form::text: return "must be text";
    case value_form::integer:
      return "must be a whole number from " + std::to_string(rule.min) + " to "
             + std::to_string(rule.max);
    case value_form::time:
      return "must be a time in UTC, such as 2026-11-21T20:27:26Z";
    case value_form::choice: return "must be one of " + list_of(rule.choices);
    case value_form::choices:
      return "must be some of " + list_of(rule.choices) + ", with commas";
  }
  return {};
}

/// `+` stands for a space in a query, as forms write it.
std::optional<std::string> decode_value(std::string_view text) {
  std::string spaced{text};
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

/// What is wrong with one `name=value`; empty when it is well and stored.
std::string read_pair(std::string_view pair, std::span<const parameter> known,
                      parameters& into) {
  const auto equals = pair.find('=');
  const auto name = decode_value(pair.substr(0, equals));
  if (!name)
    return "a parameter name cannot be decoded";
  const auto rule
    = std::find_if(known.begin(), known.end(),
                   [&](const parameter& p) { return p.name == *name; });
  if (rule == known.end())
    return "unknown parameter: " + *name;
  auto value = decode_value(
    equals == std::string_view::npos ? "" : pair.substr(equals + 1));
  if (!value)
    return *name + " cannot be decoded";
  if (!fits(*value, *rule))
    return *name + " " + wanted(*rule);
  if (!into.emplace(*name, std::move(*value)).second)
    return *name + " is given more than once";
  return {};
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    if (text.size() - i < 3)
      return {};
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0)
      return {};
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (result.find('\0') != std::string::npos || !utf8::is_valid(result))
    return {};
  return result;
}

std::optional<std::vector<std::string>> split_path(std::string_view path) {
  std::vector<std::string> result;
  bool whole = true;
  each_piece(path.substr(1), '/', [&](std::string_view piece) {
    auto segment = percent_decode(piece);
    whole = whole && segment;
    result.push_back(segment.value_or(""));
  });
  if (!whole)
    return {};
  return result;
}

std::variant<parameters, problem> read_query(std::string_view query,
                                             std::span<const parameter> known) {
  parameters result;
  std::string faults;
  each_piece(query, '&', [&](std::string_view pair) {
    if (pair.empty())
      return;
    const auto fault = read_pair(pair, known, result);
    if (!fault.empty())
      faults.append(faults.empty() ? "" : "; ").append(fault);
  });
  if (!faults.empty())
    return refusal(problem_code::bad_request, std::move(faults));
  std::erase_if(result, [](const auto& entry) { return entry.second.empty(); });
  return result;
}

} // namespace dossier::io::http
