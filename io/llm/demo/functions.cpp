#include "io/llm/demo/expression.hpp"
#include "messages/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace dossier::io::llm::demo {

namespace {

using arguments = std::span<const ordered_json* const>;

// -- reading arguments --------------------------------------------------------

const ordered_json& value_at(arguments all, std::size_t index) {
  if (index >= all.size())
    throw std::runtime_error{"too few arguments"};
  return *all[index];
}

double number_at(arguments all, std::size_t index) {
  const auto& value = value_at(all, index);
  if (!value.is_number())
    throw std::runtime_error{"not a number: " + value.dump()};
  return value.get<double>();
}

const std::string& text_at(arguments all, std::size_t index) {
  const auto& value = value_at(all, index);
  if (!value.is_string())
    throw std::runtime_error{"not a text: " + value.dump()};
  return value.get_ref<const std::string&>();
}

const ordered_json& list_at(arguments all, std::size_t index) {
  const auto& value = value_at(all, index);
  if (!value.is_array() || value.empty())
    throw std::runtime_error{"not a filled list: " + value.dump()};
  return value;
}

const ordered_json& field_of(const ordered_json& record,
                             const std::string& name) {
  auto found = record.find(name);
  if (found == record.end())
    throw std::runtime_error{"no field '" + name + "' in " + record.dump()};
  return *found;
}

// -- numbers as text ----------------------------------------------------------

double rounded(double number, int digits) {
  auto scale = 1.0;
  for (int i = 0; i < digits; ++i)
    scale *= 10;
  return std::round(number * scale) / scale;
}

/// Never asks the locale.
std::string fixed_text(double number, int digits) {
  std::array<char, 64> buffer;
  auto exact = rounded(number, digits) + 0.0;
  auto [end, error]
    = std::to_chars(buffer.data(), buffer.data() + buffer.size(), exact,
                    std::chars_format::fixed, digits);
  if (error != std::errc{})
    throw std::runtime_error{"a number too long to write"};
  return {buffer.data(), end};
}

std::string grouped_text(double number, int digits) {
  auto text = fixed_text(number, digits);
  auto dot = std::min(text.find('.'), text.size());
  auto first = text.starts_with('-') ? std::size_t{1} : std::size_t{0};
  for (auto at = dot; at > first + 3; at -= 3)
    text.insert(at - 3, 1, ',');
  return text;
}

/// `millions` of dollars, in words that suit their size.
std::string dollars_text(double millions) {
  if (std::abs(millions) >= 999.95)
    return "USD " + fixed_text(millions / 1000, 1) + " billion";
  return "USD " + fixed_text(millions, 1) + " million";
}

ordered_json round_number(arguments all) {
  auto digits = all.size() > 1 ? static_cast<int>(number_at(all, 1)) : 0;
  return to_json_number(rounded(number_at(all, 0), digits));
}

ordered_json absolute(arguments all) {
  return to_json_number(std::abs(number_at(all, 0)));
}

ordered_json smaller(arguments all) {
  return to_json_number(std::min(number_at(all, 0), number_at(all, 1)));
}

ordered_json larger(arguments all) {
  return to_json_number(std::max(number_at(all, 0), number_at(all, 1)));
}

ordered_json fixed(arguments all) {
  return fixed_text(number_at(all, 0), static_cast<int>(number_at(all, 1)));
}

ordered_json grouped(arguments all) {
  auto digits = all.size() > 1 ? static_cast<int>(number_at(all, 1)) : 0;
  return grouped_text(number_at(all, 0), digits);
}

ordered_json usd(arguments all) {
  return dollars_text(number_at(all, 0));
}

ordered_json percent(arguments all) {
  return fixed_text(number_at(all, 0), 1).append("%");
}

ordered_json points(arguments all) {
  auto text = fixed_text(number_at(all, 0), 1);
  return text + (text == "1.0" ? " point" : " points");
}

/// Up to ten, as style guides have it.
ordered_json spelled(arguments all) {
  static constexpr std::array<const char*, 11> words{
    "no",  "one",   "two",   "three", "four", "five",
    "six", "seven", "eight", "nine",  "ten"};
  auto number = number_at(all, 0);
  if (number < 0 || number > 10)
    return grouped_text(number, 0);
  return words[static_cast<std::size_t>(number)];
}

// -- text ---------------------------------------------------------------------

char upper_letter(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char lower_letter(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

ordered_json capital(arguments all) {
  auto text = text_at(all, 0);
  if (!text.empty())
    text.front() = upper_letter(text.front());
  return text;
}

ordered_json small(arguments all) {
  auto text = text_at(all, 0);
  std::transform(text.begin(), text.end(), text.begin(), lower_letter);
  return text;
}

/// Letters that could stand on a stock exchange's screen.
ordered_json symbol(arguments all) {
  std::string result;
  for (char c : text_at(all, 0)) {
    auto letter = upper_letter(c);
    if (letter >= 'A' && letter <= 'Z' && result.size() < 4)
      result += letter;
  }
  return result.size() < 2 ? "DEMO" : result;
}

/// What stands before a separator, or everything.
ordered_json head(arguments all) {
  const auto& text = text_at(all, 0);
  return text.substr(0, text.find(text_at(all, 1)));
}

/// The name as a part of an address: lower case, one dash for the rest.
ordered_json slug(arguments all) {
  std::string result;
  for (char c : text_at(all, 0)) {
    auto letter = lower_letter(c);
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'))
      result += letter;
    else if (!result.empty() && result.back() != '-')
      result += '-';
  }
  while (result.ends_with('-'))
    result.pop_back();
  return result.empty() ? "company" : result;
}

// -- lists --------------------------------------------------------------------

ordered_json size(arguments all) {
  return value_at(all, 0).size();
}

/// `a`, `a and b`, `a, b and c`.
ordered_json series(arguments all) {
  const auto& items = list_at(all, 0);
  std::string result;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0)
      result += i + 1 == items.size() ? " and " : ", ";
    result += items[i].get_ref<const std::string&>();
  }
  return result;
}

ordered_json column(arguments all) {
  auto result = ordered_json::array();
  for (const auto& item : list_at(all, 0))
    result.push_back(field_of(item, text_at(all, 1)));
  return result;
}

ordered_json sum(arguments all) {
  auto result = 0.0;
  for (const auto& item : list_at(all, 0))
    result += field_of(item, text_at(all, 1)).get<double>();
  return to_json_number(result);
}

ordered_json sorted(arguments all) {
  auto result = list_at(all, 0);
  const auto& name = text_at(all, 1);
  auto less = [&](const ordered_json& a, const ordered_json& b) {
    return field_of(a, name) < field_of(b, name);
  };
  std::stable_sort(result.begin(), result.end(), less);
  return result;
}

ordered_json take(arguments all) {
  const auto& items = list_at(all, 0);
  auto count = static_cast<std::size_t>(number_at(all, 1));
  auto result = ordered_json::array();
  for (std::size_t i = 0; i < std::min(count, items.size()); ++i)
    result.push_back(items[i]);
  return result;
}

ordered_json has(arguments all) {
  const auto& items = value_at(all, 0);
  return std::find(items.begin(), items.end(), value_at(all, 1)) != items.end();
}

ordered_json reversed(arguments all) {
  auto result = list_at(all, 0);
  std::reverse(result.begin(), result.end());
  return result;
}

bool matches(const ordered_json& field, const ordered_json& wanted) {
  if (!field.is_array())
    return field == wanted;
  return std::find(field.begin(), field.end(), wanted) != field.end();
}

/// The item whose field is, or holds, the wanted value; the last when none.
ordered_json find(arguments all) {
  const auto& items = list_at(all, 0);
  for (const auto& item : items)
    if (matches(field_of(item, text_at(all, 1)), value_at(all, 2)))
      return item;
  return items.back();
}

// -- days ---------------------------------------------------------------------

constexpr std::array<const char*, 12> months{
  "January", "February", "March",     "April",   "May",      "June",
  "July",    "August",   "September", "October", "November", "December"};

std::chrono::sys_days day_at(arguments all, std::size_t index) {
  const auto& text = text_at(all, index);
  auto when = parse_timestamp(text + "T00:00:00Z");
  if (!when)
    throw std::runtime_error{"not a date: " + text};
  return std::chrono::floor<std::chrono::days>(*when);
}

std::chrono::year_month_day parts_at(arguments all, std::size_t index) {
  return day_at(all, index);
}

int year_number(std::chrono::year_month_day day) {
  return static_cast<int>(day.year());
}

std::string month_name(std::chrono::year_month_day day) {
  return months[static_cast<unsigned>(day.month()) - 1];
}

ordered_json before(arguments all) {
  auto days = static_cast<int>(std::lround(number_at(all, 1)));
  return to_date(day_at(all, 0) - std::chrono::days{days});
}

/// The day itself, or the Friday before it.
ordered_json workday(arguments all) {
  auto day = day_at(all, 0);
  auto since_saturday
    = (std::chrono::weekday{day} - std::chrono::Saturday).count();
  if (since_saturday < 2)
    day -= std::chrono::days{since_saturday + 1};
  return to_date(day);
}

ordered_json year(arguments all) {
  return year_number(parts_at(all, 0));
}

ordered_json month(arguments all) {
  auto day = parts_at(all, 0);
  return month_name(day) + " " + std::to_string(year_number(day));
}

/// The quarter a day lies in, `Q3 2026`.
ordered_json quarter(arguments all) {
  auto day = parts_at(all, 0);
  auto number = (static_cast<unsigned>(day.month()) - 1) / 3 + 1;
  return std::string{"Q"} + std::to_string(number) + " "
         + std::to_string(year_number(day));
}

struct named_function {
  std::string_view name;
  builtin function;
};

constexpr std::array<named_function, 29> functions{{
  {"round", round_number},
  {"abs", absolute},
  {"min", smaller},
  {"max", larger},
  {"fixed", fixed},
  {"grouped", grouped},
  {"usd", usd},
  {"pct", percent},
  {"points", points},
  {"spelled", spelled},
  {"cap", capital},
  {"lower", small},
  {"symbol", symbol},
  {"slug", slug},
  {"head", head},
  {"size", size},
  {"series", series},
  {"column", column},
  {"sum", sum},
  {"sorted", sorted},
  {"take", take},
  {"has", has},
  {"reversed", reversed},
  {"find", find},
  {"before", before},
  {"workday", workday},
  {"year", year},
  {"quarter", quarter},
  {"month", month},
}};

} // namespace

builtin find_builtin(std::string_view name) noexcept {
  for (const auto& known : functions)
    if (known.name == name)
      return known.function;
  return nullptr;
}

ordered_json to_json_number(double number) {
  constexpr auto exact = 9007199254740992.0;
  if (std::abs(number) < exact && number == std::trunc(number))
    return static_cast<std::int64_t>(number);
  return number;
}

} // namespace dossier::io::llm::demo
