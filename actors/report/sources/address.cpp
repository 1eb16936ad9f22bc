#include "actors/report/sources/address.hpp"

#include "actors/report/sources/host.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

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

/// Bytes beyond ASCII are escaped, as browsers send them.
std::string normal_escapes(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  auto escape = [&](unsigned byte) {
    return std::string{'%', digits[byte >> 4], digits[byte & 0xf]};
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto has_two = text[i] == '%' && i + 2 < text.size();
    auto high = has_two ? hex_digit(text[i + 1]) : std::nullopt;
    auto low = has_two ? hex_digit(text[i + 2]) : std::nullopt;
    auto byte = static_cast<unsigned char>(text[i]);
    if (!high || !low) {
      result += byte < 0x80 ? std::string{text[i]} : escape(byte);
      continue;
    }
    auto letter = *high * 16 + *low;
    if (is_unreserved(letter))
      result += static_cast<char>(letter);
    else
      result += escape(static_cast<unsigned>(letter));
    i += 2;
  }
  return result;
}

/// `/a/./b/../c` is `/a/c`.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> steps;
  while (!path.empty()) {
    path.remove_prefix(1);
    auto step = path.substr(0, path.find('/'));
    path.remove_prefix(step.size());
    if (step == "..") {
      if (!steps.empty())
        steps.pop_back();
    } else if (step != ".") {
      steps.push_back(step);
    }
  }
  std::string result;
  for (auto step : steps)
    result.append("/").append(step);
  return result;
}

bool counts_visits(std::string_view parameter) {
  constexpr auto names = std::array<std::string_view, 17>{
    "_ga",     "_hsenc",  "_hsmi",   "dclid",  "fbclid", "gad_source",
    "gbraid",  "gclid",   "gclsrc",  "igshid", "mc_cid", "mc_eid",
    "mkt_tok", "msclkid", "srsltid", "wbraid", "yclid"};
  auto name = lower_letters(parameter.substr(0, parameter.find('=')));
  return name.starts_with("utm_")
         || std::find(names.begin(), names.end(), name) != names.end();
}

/// Parameters in one order.
std::string normal_query(std::string_view text) {
  std::vector<std::string_view> parameters;
  while (!text.empty()) {
    auto end = std::min(text.find('&'), text.size());
    auto parameter = text.substr(0, end);
    if (!parameter.empty() && !counts_visits(parameter))
      parameters.push_back(parameter);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string result;
  for (auto parameter : parameters)
    result.append(result.empty() ? "?" : "&").append(parameter);
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
  if (scheme.empty() && rest.starts_with("//"))
    rest.remove_prefix(2);
  auto host_end = std::min(rest.find_first_of("/?"), rest.size());
  auto host = normal_host(rest.substr(0, host_end), scheme);
  rest.remove_prefix(host_end);
  auto path_end = std::min(rest.find('?'), rest.size());
  auto path = without_dots(normal_escapes(rest.substr(0, path_end)));
  while (!path.empty() && path.back() == '/')
    path.pop_back();
  rest.remove_prefix(std::min(path_end + 1, rest.size()));
  path += normal_query(normal_escapes(rest));
  return path.empty() ? "" : host + path;
}

} // namespace dossier::report
