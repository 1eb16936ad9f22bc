#include "io/llm/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace dossier::io::llm {

namespace {

constexpr milliseconds longest = std::chrono::hours{24 * 365};

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr",
                                                  "May", "Jun", "Jul", "Aug",
                                                  "Sep", "Oct", "Nov", "Dec"};

std::string_view trimmed(std::string_view text) {
  auto start = text.find_first_not_of(" \t");
  if (start == text.npos)
    return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

/// The whole text, or nothing.
std::optional<double> number_in(std::string_view text) {
  double value = 0;
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty() || error != std::errc{}
      || !std::isfinite(value))
    return {};
  return value;
}

std::optional<milliseconds> ahead(double count) {
  if (count <= 0)
    return {};
  auto limit = static_cast<double>(longest.count());
  return milliseconds{
    static_cast<milliseconds::rep>(std::ceil(std::min(count, limit)))};
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, which is the one form still written.
std::optional<timestamp> date_in(const std::string& text) {
  int day = 0, year = 0, hour = 0, minute = 0, second = 0, end = 0;
  std::array<char, 4> name{};
  if (std::sscanf(text.c_str(),
                  "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day,
                  name.data(), &year, &hour, &minute, &second, &end)
        != 6
      || end != static_cast<int>(text.size()))
    return {};
  auto month = std::find(months.begin(), months.end(), name.data());
  auto number = static_cast<unsigned>(month - months.begin()) + 1;
  auto date = std::chrono::year{year} / std::chrono::month{number}
              / std::chrono::day{static_cast<unsigned>(day)};
  if (!date.ok() || std::min({hour, minute, second}) < 0 || hour > 23
      || minute > 59 || second > 60)
    return {};
  return timestamp{std::chrono::sys_days{date}} + std::chrono::hours{hour}
         + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

} // namespace

std::optional<milliseconds> retry_after(const response_head& head,
                                        timestamp now) {
  if (auto field = head.field("retry-after-ms"))
    if (auto count = number_in(trimmed(*field)))
      if (auto wait = ahead(*count))
        return wait;
  auto field = head.field("retry-after");
  if (!field)
    return {};
  auto text = trimmed(*field);
  if (auto seconds = number_in(text))
    return ahead(*seconds * 1000);
  if (auto date = date_in(std::string{text}))
    return ahead(static_cast<double>((*date - now).count()));
  return {};
}

} // namespace dossier::io::llm
