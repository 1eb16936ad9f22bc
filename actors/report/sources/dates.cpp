#include "actors/report/sources/dates.hpp"

#include "actors/report/schema/unknown.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

namespace dossier::report {

namespace {

constexpr std::size_t year_digits = 4;
constexpr auto no_number = ~0U;

bool is_digit(char letter) noexcept {
  return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) noexcept {
  return letter >= 'a' && letter <= 'z';
}

/// A number, or a word in small letters, and what stands before it.
struct date_word {
  std::string text;
  std::string before;

  bool is_number() const noexcept {
    return is_digit(text.front());
  }

  bool is_year() const noexcept {
    return is_number() && text.size() == year_digits;
  }

  /// Of a day or month.
  unsigned number() const noexcept {
    constexpr std::size_t most = 2;
    unsigned result = no_number;
    if (is_number() && text.size() <= most)
      std::from_chars(text.data(), text.data() + text.size(), result);
    return result;
  }
};

using date_words = std::vector<date_word>;

/// In small letters, with one kind of dash and digit, without the hour.
std::string plain_date(std::string_view text) {
  std::string result;
  auto folded = utf8::fold(utf8::trimmed(text));
  for (std::string_view rest{folded}; !rest.empty();) {
    auto next = utf8::take(rest);
    if (utf8::is_dash(next.code))
      result += '-';
    else if (utf8::is_white_space(next.code))
      result += ' ';
    else
      result += next.bytes;
  }
  constexpr std::size_t day_size = 10;
  auto has_hour = result.size() > day_size + 1
                  && (result[day_size] == 't' || result[day_size] == ' ')
                  && result[year_digits] == '-'
                  && is_digit(result[day_size - 1])
                  && is_digit(result[day_size + 1]);
  return has_hour ? result.substr(0, day_size) : result;
}

/// Nothing where something stands before or behind them.
date_words words_of(std::string_view text) {
  date_words words;
  while (!text.empty()) {
    auto skip = [&](auto belongs) {
      auto end = std::find_if_not(text.begin(), text.end(), belongs);
      auto part = text.substr(0, std::size_t(end - text.begin()));
      text.remove_prefix(part.size());
      return std::string{part};
    };
    auto before = skip(
      [](char letter) { return !is_digit(letter) && !is_letter(letter); });
    auto word = !text.empty() && is_digit(text.front()) ? skip(is_digit)
                                                        : skip(is_letter);
    if (word.empty() || words.empty() != before.empty())
      // `31st` is the one word without anything between.
      if (word != "st" && word != "nd" && word != "rd" && word != "th")
        return {};
    words.push_back({std::move(word), std::move(before)});
  }
  std::erase_if(words, [](const date_word& one) {
    constexpr std::array<std::string_view, 5> idle{"st", "nd", "rd", "th",
                                                   "of"};
    return std::find(idle.begin(), idle.end(), one.text) != idle.end();
  });
  return words;
}

/// 1 to 12; `no_number` for other words.
unsigned month_named(const std::string& word) {
  constexpr std::array<std::string_view, 12> months{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
  constexpr std::size_t least = 3, most_of_short = 4;
  auto is_it = [&](std::string_view month) {
    return word == month
           || (word.size() >= least && word.size() <= most_of_short
               && month.starts_with(word));
  };
  auto found = std::find_if(months.begin(), months.end(), is_it);
  return found == months.end() ? no_number
                               : unsigned(found - months.begin()) + 1;
}

/// `no_number` is left out.
std::string written(const std::string& year, unsigned month, unsigned day) {
  auto result = year;
  for (auto number : {month, day})
    if (number != no_number)
      result += (number < 10 ? "-0" : "-") + std::to_string(number);
  return result;
}

/// Day and month in the order that can be, if only one can.
std::string read_day_and_month(const date_word& first, const date_word& second,
                               const date_word& year) {
  constexpr unsigned months = 12;
  auto a = first.number(), b = second.number();
  auto is_day_first = year.before == "." || a > months || a == b;
  if (a == no_number || b == no_number || (!is_day_first && b <= months))
    return {};
  return is_day_first ? written(year.text, b, a) : written(year.text, a, b);
}

bool is_mark_of_numbers(const std::string& mark) {
  return mark == "-" || mark == "/" || mark == ".";
}

std::string read_numbers(const date_words& words) {
  constexpr std::size_t compact = 8;
  if (words.size() == 1 && words[0].text.size() == compact)
    return read_numbers({{words[0].text.substr(0, 4), ""},
                         {words[0].text.substr(4, 2), "-"},
                         {words[0].text.substr(6), "-"}});
  if (words.size() == 1)
    return words[0].is_year() ? words[0].text : std::string{};
  if (!is_mark_of_numbers(words[1].before)
      || words.back().before != words[1].before)
    return {};
  const auto& first = words.front();
  const auto& last = words.back();
  auto day = words[1].number();
  if (words.size() == 2 && first.is_year() && last.number() != no_number)
    return written(first.text, last.number(), no_number);
  if (words.size() == 2 && last.is_year() && first.number() != no_number)
    return written(last.text, first.number(), no_number);
  if (words.size() != 3)
    return {};
  if (last.is_year())
    return read_day_and_month(first, words[1], last);
  return first.is_year() && day != no_number && last.number() != no_number
           ? written(first.text, day, last.number())
           : std::string{};
}

/// A month by its name, a year, and a day or none.
std::string read_names(date_words words) {
  auto take = [&](auto is_wanted) -> std::optional<date_word> {
    auto found = std::find_if(words.begin(), words.end(), is_wanted);
    if (found == words.end())
      return {};
    auto result = *found;
    words.erase(found);
    return result;
  };
  auto month = take(
    [](const date_word& one) { return month_named(one.text) != no_number; });
  auto year = take([](const date_word& one) { return one.is_year(); });
  if (!month || !year || words.size() > 1
      || (!words.empty() && words[0].number() == no_number))
    return {};
  return written(year->text, month_named(month->text),
                 words.empty() ? no_number : words[0].number());
}

/// The numbers of a normal date; empty: it is none.
std::vector<unsigned> calendar_numbers(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd";
  if (text.size() != 4 && text.size() != 7 && text.size() != form.size())
    return {};
  std::vector<unsigned> result;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != '-')
      return {};
  for (std::size_t at = 0; at < text.size(); at = text.find('-', at) + 1) {
    auto& number = result.emplace_back(0);
    std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (text.find('-', at) == text.npos)
      break;
  }
  return result;
}

} // namespace

std::string normal_date(std::string_view text) {
  if (says_unknown(std::string{text}))
    return "–";
  auto words = words_of(plain_date(text));
  if (words.empty())
    return std::string{text};
  auto is_number = [](const date_word& one) { return one.is_number(); };
  auto date = std::all_of(words.begin(), words.end(), is_number)
                ? read_numbers(words)
                : read_names(words);
  return date.empty() ? std::string{text} : date;
}

std::string date_objection(std::string_view text, timestamp now) {
  using namespace std::chrono;
  auto date = normal_date(text);
  auto numbers = calendar_numbers(date);
  if (numbers.empty())
    return date == "–" ? ""
                       : "a date such as 2026-11-21, 2026-11 or 2026, or –";
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
