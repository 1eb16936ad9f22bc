#include "actors/report/dates.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

namespace dossier::report {

namespace {

/// The day of a text such as ` 2026-02-28T10:00:00Z`.
std::string_view without_hours(std::string_view text) {
  constexpr std::size_t day_size = 10;
  auto begin = std::min(text.find_first_not_of(" \t\n"), text.size());
  text.remove_prefix(begin);
  text = text.substr(0, text.find_last_not_of(" \t\n") + 1);
  bool has_hours = text.size() > day_size
                   && (text[day_size] == 'T' || text[day_size] == ' ');
  return has_hours ? text.substr(0, day_size) : text;
}

/// Year, month and day, as far as they are given; nothing for words.
std::vector<unsigned> calendar_numbers(std::string_view text) {
  constexpr std::size_t year_size = 4;
  std::vector<unsigned> result;
  if (std::min(text.find('-'), text.size()) != year_size)
    return {};
  for (;;) {
    auto end = std::min(text.find('-'), text.size());
    unsigned number = 0;
    auto [at, error] = std::from_chars(text.data(), text.data() + end, number);
    if (error != std::errc{} || at != text.data() + end)
      return {};
    result.push_back(number);
    if (end == text.size())
      return result;
    text.remove_prefix(end + 1);
  }
}

} // namespace

std::string date_objection(std::string_view text, timestamp now) {
  using namespace std::chrono;
  auto numbers = calendar_numbers(without_hours(text));
  if (numbers.empty() || numbers.size() > 3)
    return {};
  numbers.resize(3, 1);
  constexpr auto no_such_day = "a date that the calendar has";
  if (numbers[0] == 0 || numbers[1] > 12 || numbers[2] > 31)
    return no_such_day;
  year_month_day first{year{static_cast<int>(numbers[0])}, month{numbers[1]},
                       day{numbers[2]}};
  if (!first.ok())
    return no_such_day;
  auto last = floor<days>(now) + days{1};
  return sys_days{first} > last ? "no date after " + to_date(last)
                                : std::string{};
}

} // namespace dossier::report
