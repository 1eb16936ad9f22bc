#include "messages/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace dossier {

namespace {

struct civil {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<milliseconds> clock;
};

civil civil_of(timestamp when) {
  auto day = std::chrono::floor<std::chrono::days>(when);
  return {std::chrono::year_month_day{day},
          std::chrono::hh_mm_ss<milliseconds>{when - day}};
}

/// Reads exactly `digits` digits at `at`.
std::optional<int> number(std::string_view text, std::size_t at,
                          std::size_t digits) {
  if (at + digits > text.size())
    return {};
  int value = 0;
  const auto* first = text.data() + at;
  auto [end, error] = std::from_chars(first, first + digits, value);
  if (error != std::errc{} || end != first + digits || *first == '-')
    return {};
  return value;
}

bool has_separators(std::string_view text) {
  return text.size() >= 20 && text[4] == '-' && text[7] == '-'
         && (text[10] == 'T' || text[10] == 't') && text[13] == ':'
         && text[16] == ':' && (text.back() == 'Z' || text.back() == 'z');
}

} // namespace

std::string to_string(timestamp when) {
  auto [day, clock] = civil_of(when);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                int(day.year()), unsigned(day.month()), unsigned(day.day()),
                int(clock.hours().count()), int(clock.minutes().count()),
                int(clock.seconds().count()), int(clock.subseconds().count()));
  return text.data();
}

std::optional<timestamp> parse_timestamp(std::string_view text) {
  if (!has_separators(text))
    return {};
  auto year = number(text, 0, 4), month = number(text, 5, 2),
       day = number(text, 8, 2), hour = number(text, 11, 2),
       minute = number(text, 14, 2), second = number(text, 17, 2);
  auto fraction = std::optional{0};
  if (text.size() == 24 && text[19] == '.')
    fraction = number(text, 20, 3);
  else if (text.size() != 20)
    return {};
  if (!year || !month || !day || !hour || !minute || !second || !fraction)
    return {};
  auto date = std::chrono::year{*year} / *month / *day;
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59)
    return {};
  return timestamp{std::chrono::sys_days{date}} + std::chrono::hours{*hour}
         + std::chrono::minutes{*minute} + std::chrono::seconds{*second}
         + milliseconds{*fraction};
}

milliseconds time_since(std::optional<timestamp> start,
                        timestamp end) noexcept {
  return start ? std::max(end - *start, milliseconds{0}) : milliseconds{0};
}

std::string to_date(timestamp when) {
  return to_string(when).substr(0, 10);
}

} // namespace dossier
