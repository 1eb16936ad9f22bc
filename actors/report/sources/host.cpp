#include "actors/report/sources/host.hpp"

#include "messages/utf8.hpp"

#include <optional>
#include <vector>

namespace dossier::report {

namespace {

bool drop_end(std::string& text, std::string_view end) {
  if (!std::string_view{text}.ends_with(end))
    return false;
  text.resize(text.size() - end.size());
  return true;
}

// -- RFC 3492 -----------------------------------------------------------------

constexpr unsigned base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700,
                   first_bias = 72, first_code = 0x80, last_code = 0x10ffff;

unsigned adapted(unsigned delta, unsigned points, bool is_first) {
  delta /= is_first ? damp : 2;
  delta += delta / points;
  unsigned k = 0;
  for (; delta > (base - t_min) * t_max / 2; k += base)
    delta /= base - t_min;
  return k + (base - t_min + 1) * delta / (delta + skew);
}

std::optional<unsigned> digit_of(char letter) noexcept {
  if (letter >= 'a' && letter <= 'z')
    return unsigned(letter - 'a');
  if (letter >= '0' && letter <= '9')
    return unsigned(letter - '0') + t_max;
  return {};
}

/// One number of variable length, taken off the text.
std::optional<unsigned> take_number(std::string_view& text, unsigned bias) {
  constexpr unsigned long long most = ~0U / 2;
  unsigned long long result = 0, weight = 1;
  for (unsigned k = base;; k += base) {
    auto digit = text.empty() ? std::nullopt : digit_of(text.front());
    if (!digit)
      return {};
    text.remove_prefix(1);
    result += *digit * weight;
    auto threshold = k <= bias ? t_min : k >= bias + t_max ? t_max : k - bias;
    if (*digit < threshold)
      return result < most ? std::optional{unsigned(result)} : std::nullopt;
    weight *= base - threshold;
    if (result > most || weight > most)
      return {};
  }
}

/// What follows `xn--` in letters of its own script; nothing for what is none.
std::optional<std::string> decoded(std::string_view text) {
  auto dash = text.rfind('-');
  auto plain = dash == text.npos ? std::string_view{} : text.substr(0, dash);
  std::vector<char32_t> letters(plain.begin(), plain.end());
  text.remove_prefix(dash == text.npos ? 0 : dash + 1);
  unsigned code = first_code, bias = first_bias, at = 0;
  while (!text.empty()) {
    auto delta = take_number(text, bias);
    if (!delta)
      return {};
    auto count = unsigned(letters.size()) + 1;
    bias = adapted(*delta, count, letters.size() == plain.size());
    at += *delta;
    code += at / count;
    at %= count;
    if (code > last_code)
      return {};
    letters.insert(letters.begin() + at, code);
    ++at;
  }
  std::string result;
  for (auto letter : letters)
    utf8::append(result, letter);
  return result;
}

std::string in_own_script(std::string_view host) {
  constexpr std::string_view mark = "xn--";
  constexpr std::size_t max_label = 63;
  std::string result;
  while (!host.empty()) {
    auto label = host.substr(0, host.find('.'));
    auto letters = label.starts_with(mark) && label.size() <= max_label
                     ? decoded(label.substr(mark.size()))
                     : std::nullopt;
    result += letters ? *letters : std::string{label};
    host.remove_prefix(label.size());
    if (!host.empty()) {
      result += '.';
      host.remove_prefix(1);
    }
  }
  return result;
}

} // namespace

std::string normal_host(std::string_view text, std::string_view scheme) {
  auto host = utf8::lower(text.substr(text.rfind('@') + 1));
  if (scheme != "https")
    drop_end(host, ":80");
  if (scheme != "http")
    drop_end(host, ":443");
  drop_end(host, ":");
  drop_end(host, ".");
  if (host.starts_with("www."))
    host.erase(0, 4);
  return in_own_script(host);
}

} // namespace dossier::report
