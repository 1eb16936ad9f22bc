#include "io/llm/retry_after.hpp"

#include "io/llm/wire/response/http_date.hpp"
#include "messages/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dossier::io::llm {

namespace {

constexpr milliseconds longest = std::chrono::hours{24 * 365};

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

/// Seconds, however many.
std::optional<double> seconds_in(std::string_view text) {
  const auto is_digits
    = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  return is_digits && text.size() > 15 ? static_cast<double>(longest.count())
                                       : number_in(text);
}

} // namespace

std::optional<milliseconds> retry_after(const wire::response_head& head,
                                        timestamp now) {
  if (auto field = head.field("retry-after-ms"))
    if (auto count = number_in(trim_blanks(*field)))
      if (auto wait = ahead(*count))
        return wait;
  auto field = head.field("retry-after");
  if (!field)
    return {};
  auto text = trim_blanks(*field);
  if (auto seconds = seconds_in(text))
    return ahead(*seconds * 1000);
  if (auto date = wire::http_date(text, now))
    return ahead(static_cast<double>((*date - now).count()));
  return {};
}

} // namespace dossier::io::llm
