#include "io/llm/wire/response/http_date.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace dossier::io::llm::wire {

namespace {

constexpr std::array<std::string_view, 12> month_names{
  "Jan", "Feb", "Mar", "Apr", "May", "Jun",
  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A date that is far ahead with two digits of a year is one of the century
/// before.
constexpr int max_years_ahead = 50;
constexpr int leap_days_at_most = 13;

struct date_parts {
  int year = 0;
  std::array<char, 4> month{};
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is still written.
bool read_fixdate(const char* text, date_parts& to, int& end) {
  return std::sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
                     &to.day, to.month.data(), &to.year, &to.hour, &to.minute,
                     &to.second, &end)
         == 6;
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`, of RFC 850.
bool read_rfc_850(const char* text, date_parts& to, int& end) {
  return std::sscanf(text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
                     &to.day, to.month.data(), &to.year, &to.hour, &to.minute,
                     &to.second, &end)
         == 6;
}

/// `Sun Nov  6 08:49:37 1994`, as C's asctime writes it.
bool read_asctime(const char* text, date_parts& to, int& end) {
  return std::sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n",
                     to.month.data(), &to.day, &to.hour, &to.minute, &to.second,
                     &to.year, &end)
         == 6;
}

std::optional<timestamp> moment_of(const date_parts& parts) {
  auto month
    = std::find(month_names.begin(), month_names.end(), parts.month.data());
  auto number = static_cast<unsigned>(month - month_names.begin()) + 1;
  auto date = std::chrono::year{parts.year} / std::chrono::month{number}
              / std::chrono::day{static_cast<unsigned>(parts.day)};
  if (!date.ok() || std::min({parts.hour, parts.minute, parts.second}) < 0
      || parts.hour > 23 || parts.minute > 59 || parts.second > 60)
    return {};
  return timestamp{std::chrono::sys_days{date}} + std::chrono::hours{parts.hour}
         + std::chrono::minutes{parts.minute}
         + std::chrono::seconds{parts.second};
}

/// The latest year with these last two digits that is no more than fifty years
/// ahead, as RFC 9110 has it.
std::optional<timestamp> moment_of_short_year(date_parts parts, timestamp now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const auto this_year
    = static_cast<int>(std::chrono::year_month_day{today}.year());
  parts.year += this_year - this_year % 100 + 100;
  const auto latest
    = now + std::chrono::days{365 * max_years_ahead + leap_days_at_most};
  for (auto tries = 3; tries > 0; --tries, parts.year -= 100)
    if (auto moment = moment_of(parts); moment && *moment <= latest)
      return moment;
  return {};
}

} // namespace

std::optional<timestamp> http_date(std::string_view given, timestamp now) {
  const std::string text{given};
  auto is_all = [&](bool (*read)(const char*, date_parts&, int&),
                    date_parts& to) {
    auto end = 0;
    return read(text.c_str(), to, end) && end == static_cast<int>(text.size());
  };
  date_parts parts;
  if (is_all(read_fixdate, parts) || is_all(read_asctime, parts = {}))
    return moment_of(parts);
  if (is_all(read_rfc_850, parts = {}))
    return moment_of_short_year(parts, now);
  return {};
}

} // namespace dossier::io::llm::wire
