#include "tools/net/url.hpp"

#include <algorithm>

namespace dossier::net {

namespace {

constexpr std::string_view scheme = "http://";

bool is_unreserved(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
         || (byte >= '0' && byte <= '9')
         || std::string_view{"-._~"}.find(char(byte)) != std::string_view::npos;
}

bool is_port(std::string_view text) {
  auto digits = std::all_of(text.begin(), text.end(), [](char letter) {
    return letter >= '0' && letter <= '9';
  });
  return digits && !text.empty() && text.size() <= 5
         && std::stoi(std::string{text}) <= 65535;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char byte) {
    return byte > 0x20 && byte < 0x7F && byte != '?' && byte != '#'
           && byte != '@';
  });
}

/// The zone of an IPv6 address begins with `%25` in a URL (RFC 6874).
std::string with_plain_zone(std::string_view host) {
  std::string result{host};
  if (const auto zone = result.find("%25"); zone != result.npos)
    result.erase(zone + 1, 2);
  return result;
}

/// Takes the host off the front of "host", "host:port" or "[v6]:port".
std::string_view take_host(std::string_view& rest) {
  auto bracketed = rest.starts_with('[');
  auto end = bracketed ? rest.find(']') : std::min(rest.find(':'), rest.size());
  if (end == std::string_view::npos)
    return {};
  auto host = rest.substr(bracketed, end - bracketed);
  rest.remove_prefix(end + bracketed);
  return host;
}

} // namespace

std::string server_address::authority() const {
  if (host.find(':') == std::string::npos)
    return host + ":" + port;
  return "[" + host.substr(0, host.find('%')) + "]:" + port;
}

std::optional<server_address> parse_address(std::string_view url) {
  if (!url.starts_with(scheme) || !is_plain(url))
    return std::nullopt;
  url.remove_prefix(scheme.size());
  auto slash = std::min(url.find('/'), url.size());
  auto prefix = url.substr(slash);
  auto rest = url.substr(0, slash);
  auto host = take_host(rest);
  if (host.empty() || (!rest.empty() && rest[0] != ':'))
    return std::nullopt;
  auto port = rest.empty() ? std::string_view{"80"} : rest.substr(1);
  if (!is_port(port))
    return std::nullopt;
  while (prefix.ends_with('/'))
    prefix.remove_suffix(1);
  return server_address{with_plain_zone(host), std::string{port},
                        std::string{prefix}};
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char byte) {
    return byte > 0x20 && byte < 0x7F;
  });
}

std::string encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (unsigned char byte : text) {
    if (is_unreserved(byte))
      result += char(byte);
    else
      result += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return result;
}

} // namespace dossier::net
