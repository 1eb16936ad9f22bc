#include "tools/ctl/text/format.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace dossier::ctl {

namespace {

[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...) {
  char buffer[64];
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(buffer, sizeof buffer, format, values);
  va_end(values);
  return buffer;
}

} // namespace

std::string format_duration(std::chrono::milliseconds span) {
  auto ms = std::max<long long>(span.count(), 0);
  if (ms < 1000)
    return print("%lld ms", ms);
  // 59.95 s and more would be rounded to "60.0 s".
  if (ms < 59'950)
    return print("%.1f s", double(ms) / 1000);
  auto seconds = (ms + 500) / 1000;
  if (seconds < 3600)
    return print("%lld m %02lld s", seconds / 60, seconds % 60);
  return print("%lld h %02lld m", seconds / 3600, seconds / 60 % 60);
}

std::string format_money(double usd) {
  if (usd > 0 && usd < 0.005)
    return "<$0.01";
  return print("$%.2f", usd);
}

std::string format_share(double share) {
  return print("%.0f %%", std::clamp(share, 0.0, 1.0) * 100);
}

std::string format_count(long long number) {
  auto result = std::to_string(number);
  auto digits = number < 0 ? 1 : 0;
  for (auto at = int(result.size()) - 3; at > digits; at -= 3)
    result.insert(std::size_t(at), ",");
  return result;
}

std::string format_bytes(std::size_t bytes) {
  if (bytes < 1000)
    return print("%zu B", bytes);
  return print("%.1f kB", double(bytes) / 1000);
}

std::string format_time(std::string_view text) {
  if (!parse_timestamp(text))
    return std::string{text};
  return std::string{text.substr(0, 10)} + " "
         + std::string{text.substr(11, 5)};
}

std::string format_clock(std::string_view text) {
  return std::string{parse_timestamp(text) ? text.substr(11, 8) : text};
}

} // namespace dossier::ctl
