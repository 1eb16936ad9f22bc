#include "config/settings/table.hpp"
#include "messages/utf8.hpp"
#include "messages/visible.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace dossier::config {

namespace {

// -- reading ------------------------------------------------------------------

template <class Number>
std::optional<Number> number_in(const std::string& text) {
  Number value{};
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return {};
  return value;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    auto end = std::min(text.find(separator, at), text.size());
    if (end > at)
      parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string brief(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", number);
  return text;
}

std::string range_of(const setting& setting, const char* kind) {
  return std::string{"is no "} + kind + " from " + brief(setting.min) + " to "
         + brief(setting.max);
}

bool is_allowed(const setting& setting, const std::string& text) {
  if (setting.choices.empty())
    return true;
  auto choices = split(std::string{setting.choices}, ' ');
  return std::find(choices.begin(), choices.end(), text.empty() ? "-" : text)
         != choices.end();
}

// -- one overload a type of setting -------------------------------------------

using objection = std::optional<std::string>;

template <class Text>
objection
assign_text(const setting& setting, Text& to, const raw_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return "is no text";
  if (!utf8::is_valid(*text))
    return "is not UTF-8";
  if (!text->empty() && !has_visible(*text))
    return "is blank";
  if (!is_allowed(setting, *text))
    return "is none of: " + std::string{setting.choices};
  to = *text;
  return {};
}

/// Where the default says something, an empty text would say nothing.
objection put(const setting& setting, std::string& to, const raw_value& value) {
  settings usual;
  const bool has_default = !std::get<std::string*>(setting.of(usual))->empty();
  const auto* text = std::get_if<std::string>(&value);
  return text && text->empty() && has_default && setting.choices.empty()
           ? objection{"is empty"}
           : assign_text(setting, to, value);
}

objection put(const setting& setting, std::filesystem::path& to,
              const raw_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text && text->empty() ? objection{"is empty"}
                               : assign_text(setting, to, value);
}

objection put(const setting&, std::vector<std::string>& to,
              const raw_value& value) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (!list)
    return "is no list of texts";
  for (const auto& text : *list)
    if (!utf8::is_valid(text) || !has_visible(text))
      return utf8::is_valid(text) ? "has an empty entry" : "is not UTF-8";
  to = *list;
  return {};
}

objection put(const setting& setting, double& to, const raw_value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* number = std::get_if<double>(&value);
  auto given = whole    ? static_cast<double>(*whole)
               : number ? *number
                        : std::nan("");
  if (!(given >= setting.min && given <= setting.max))
    return range_of(setting, "number");
  to = given;
  return {};
}

template <class Whole>
objection
assign_whole(const setting& setting, Whole& to, const raw_value& value) {
  const auto* given = std::get_if<std::int64_t>(&value);
  if (!given || static_cast<double>(*given) < setting.min
      || static_cast<double>(*given) > setting.max)
    return range_of(setting, "whole number");
  to = Whole(*given);
  return {};
}

objection put(const setting& setting, std::uint16_t& to,
              const raw_value& value) {
  return assign_whole(setting, to, value);
}

objection put(const setting& setting, std::size_t& to, const raw_value& value) {
  return assign_whole(setting, to, value);
}

objection put(const setting& setting, milliseconds& to,
              const raw_value& value) {
  return assign_whole(setting, to, value);
}

// -- printing -----------------------------------------------------------------

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (auto letter : text) {
    char escape[8];
    if (letter == '"' || letter == '\\')
      result += '\\', result += letter;
    else if (static_cast<unsigned char>(letter) < 0x20)
      std::snprintf(escape, sizeof escape, "\\u%04x", unsigned(letter)),
        result += escape;
    else
      result += letter;
  }
  return result + '"';
}

std::string print(const std::string& text) {
  return quoted(text);
}

std::string print(const std::filesystem::path& path) {
  return quoted(path.generic_string());
}

std::string print(const std::vector<std::string>& list) {
  std::string result;
  for (const auto& text : list)
    result += (result.empty() ? "" : ", ") + quoted(text);
  return "[" + result + "]";
}

std::string print(double number) {
  auto text = brief(number);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

std::string print(milliseconds time) {
  return std::to_string(time.count());
}

std::string print(std::uint16_t number) {
  return std::to_string(number);
}

std::string print(std::size_t number) {
  return std::to_string(number);
}

} // namespace

raw_value read_text(const setting& setting, const std::string& text) {
  settings shape;
  auto target = setting.of(shape);
  if (std::holds_alternative<std::vector<std::string>*>(target))
    return split(text, ',');
  if (std::holds_alternative<std::string*>(target)
      || std::holds_alternative<std::filesystem::path*>(target))
    return text;
  if (auto whole = number_in<std::int64_t>(text))
    return *whole;
  if (auto number = number_in<double>(text))
    return *number;
  return text;
}

std::optional<std::string> assign(const setting& setting, settings& to,
                                  const raw_value& value) {
  return std::visit([&](auto* target) { return put(setting, *target, value); },
                    setting.of(to));
}

std::string print_value(const setting& setting, const settings& from) {
  auto copy = from;
  return std::visit([](auto* target) { return print(*target); },
                    setting.of(copy));
}

} // namespace dossier::config
