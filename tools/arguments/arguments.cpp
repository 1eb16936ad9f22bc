#include "tools/arguments/arguments.hpp"

#include "messages/utf8.hpp"
#include "messages/visible.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>

namespace dossier::arguments {

namespace {

/// More of a word that is refused nobody wants to read.
constexpr std::size_t max_shown_bytes = 60;

bool is_flag(std::string_view word) {
  return word.size() > 2 && word.starts_with("--");
}

/// What stands behind the first `=` of a flag; nothing where there is none.
std::optional<std::string_view> joined_value(std::string_view word) {
  const auto at = word.find('=');
  if (!is_flag(word) || at == word.npos)
    return {};
  return word.substr(at + 1);
}

/// What is not printed as it is shows as `\xe9`.
std::string show_bytes(std::string_view word) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const unsigned char byte : word.substr(0, max_shown_bytes))
    if (byte >= 0x20 && byte < 0x7F)
      result += char(byte);
    else
      result += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
  return word.size() > max_shown_bytes ? result + "..." : result;
}

/// The flag whose value the word at `index` is, or else its position.
std::string subject_at(const std::vector<std::string>& words,
                       std::size_t index) {
  const auto& word = words[index];
  const auto& before = index > 0 ? words[index - 1] : word;
  if (const auto value = joined_value(word); value && !has_visible(*value))
    return word.substr(0, word.find('='));
  if (index > 0 && is_flag(before) && before.find('=') == before.npos
      && utf8::is_valid(before))
    return before;
  return "argument " + std::to_string(index + 1);
}

template <class Number>
bool is_decimal(const std::string& text) {
  Number value{};
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc{} || end != last)
    return false;
  if constexpr (std::is_floating_point_v<Number>)
    return std::isfinite(value);
  return true;
}

/// The library would read 010 as 8.
bool is_octal(std::string_view text) {
  if (text.starts_with('-'))
    text.remove_prefix(1);
  return text.size() > 1 && text.starts_with('0');
}

/// Empty for numbers, and for values of other options.
std::string objection_to_number(const std::string& type,
                                const std::string& value) {
  const bool is_count = type.starts_with("UINT");
  const bool is_whole = is_count || type.starts_with("INT");
  const bool fits = is_count ? is_decimal<unsigned long long>(value)
                             : is_decimal<long long>(value);
  if (is_whole && (!fits || is_octal(value)))
    return (is_count ? "is no whole number from 0 on: "
                     : "is no whole number: ")
           + value;
  if (type.starts_with("FLOAT") && !is_decimal<double>(value))
    return "is no number: " + value;
  return {};
}

/// Whether `value` is a flag of the program that was meant as one.
bool is_flag_of(const CLI::App& app, const std::string& value) {
  const auto name = value.substr(0, value.find('='));
  for (const auto* each = &app; each; each = each->get_parent())
    if (is_flag(name) && each->get_option_no_throw(name))
      return true;
  return false;
}

void refuse_gaps_of(CLI::Option& option, const CLI::App& app) {
  const auto type = option.get_type_name();
  const auto check = [type, &app](const std::string& value) {
    return is_flag_of(app, value) ? "has no value before " + value
                                  : objection_to_number(type, value);
  };
  // Before all other checks, whose words fit values alone.
  option.transform(CLI::Validator{check, ""});
}

} // namespace

std::optional<objection> objection_to(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (!utf8::is_valid(word))
      return objection{subject_at(words, i),
                       "is not UTF-8 but another encoding, such as Latin-1: "
                         + show_bytes(word)};
    const auto value = joined_value(word).value_or(word);
    if (!has_visible(value))
      return objection{subject_at(words, i),
                       value.empty() ? "is empty" : "is blank"};
  }
  return {};
}

void refuse_gaps(CLI::App& app) {
  for (auto* option : app.get_options())
    if (option->get_items_expected_max() > 0)
      refuse_gaps_of(*option, app);
  for (auto* each : app.get_subcommands({}))
    refuse_gaps(*each);
}

void parse(CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> words{argv + 1, argv + argc};
  if (auto wrong = objection_to(words))
    throw CLI::ValidationError{wrong->subject, wrong->reason};
  refuse_gaps(app);
  // The library takes the words from the back.
  std::reverse(words.begin(), words.end());
  app.parse(words);
}

} // namespace dossier::arguments
