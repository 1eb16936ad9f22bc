#include "actors/report/address.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace dossier::report {

namespace {

char lower_letter(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a')
                                        : letter;
}

std::string lower_letters(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), lower_letter);
  return result;
}

bool drop_end(std::string& text, std::string_view end) {
  if (!std::string_view{text}.ends_with(end))
    return false;
  text.resize(text.size() - end.size());
  return true;
}

/// Takes the scheme off the address. Empty where it has none, such as
/// `example.com/to?next=https://example.org`.
std::string take_scheme(std::string_view& url) {
  constexpr std::string_view mark = "://";
  auto end = url.find(mark);
  if (end == url.npos || url.substr(0, end).find_first_of("/?.") != url.npos)
    return {};
  auto scheme = lower_letters(url.substr(0, end));
  url.remove_prefix(end + mark.size());
  return scheme;
}

std::string normal_host(std::string_view text, const std::string& scheme) {
  auto host = lower_letters(text);
  if (scheme != "https")
    drop_end(host, ":80");
  if (scheme != "http")
    drop_end(host, ":443");
  drop_end(host, ":");
  drop_end(host, ".");
  if (host.starts_with("www."))
    host.erase(0, 4);
  return host;
}

std::optional<int> hex_digit(char letter) noexcept {
  if (letter >= '0' && letter <= '9')
    return letter - '0';
  letter = lower_letter(letter);
  if (letter >= 'a' && letter <= 'f')
    return letter - 'a' + 10;
  return {};
}

/// What stands for itself in an address, escaped or not.
bool is_unreserved(int letter) noexcept {
  return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z')
         || (letter >= 'a' && letter <= 'z') || letter == '-' || letter == '.'
         || letter == '_' || letter == '~';
}

std::string normal_escapes(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto has_two = text[i] == '%' && i + 2 < text.size();
    auto high = has_two ? hex_digit(text[i + 1]) : std::nullopt;
    auto low = has_two ? hex_digit(text[i + 2]) : std::nullopt;
    if (!high || !low) {
      result += text[i];
      continue;
    }
    auto letter = *high * 16 + *low;
    if (is_unreserved(letter))
      result += static_cast<char>(letter);
    else
      result.append(
        {'%', digits[std::size_t(*high)], digits[std::size_t(*low)]});
    i += 2;
  }
  return result;
}

bool counts_visits(std::string_view parameter) {
  constexpr auto names = std::array<std::string_view, 9>{
    "_ga",    "dclid",  "fbclid",  "gclid", "igshid",
    "mc_cid", "mc_eid", "msclkid", "yclid"};
  auto name = lower_letters(parameter.substr(0, parameter.find('=')));
  return name.starts_with("utm_")
         || std::find(names.begin(), names.end(), name) != names.end();
}

std::string normal_query(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto end = std::min(text.find('&'), text.size());
    auto parameter = text.substr(0, end);
    if (!parameter.empty() && !counts_visits(parameter))
      result.append(result.empty() ? "?" : "&").append(parameter);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

} // namespace

std::string normal_address(std::string_view url) {
  std::string text{url};
  std::erase_if(text, [](char letter) {
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
  });
  std::string_view rest{text};
  rest = rest.substr(0, rest.find('#'));
  auto scheme = take_scheme(rest);
  auto host_end = std::min(rest.find_first_of("/?"), rest.size());
  auto host = normal_host(rest.substr(0, host_end), scheme);
  rest.remove_prefix(host_end);
  auto path_end = std::min(rest.find('?'), rest.size());
  auto path = normal_escapes(rest.substr(0, path_end));
  while (!path.empty() && path.back() == '/')
    path.pop_back();
  rest.remove_prefix(std::min(path_end + 1, rest.size()));
  path += normal_query(normal_escapes(rest));
  return path.empty() ? "" : host + path;
}

} // namespace dossier::report
