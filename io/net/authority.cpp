#include "io/net/authority.hpp"

#include <arpa/inet.h>

namespace dossier::io::net {

namespace {

/// The zone behind `%` begins with `%25` in a URL (RFC 6874).
std::string bracketed(std::string_view address) {
  const auto zone = address.find('%');
  std::string result{"["};
  result.append(address.substr(0, zone));
  if (zone != std::string_view::npos)
    result.append("%25").append(address.substr(zone + 1));
  return result.append("]");
}

std::string usable_host(std::string_view address) {
  const std::string text{address};
  in_addr four{};
  in6_addr six{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1
      && four.s_addr == htonl(INADDR_ANY))
    return "127.0.0.1";
  if (::inet_pton(AF_INET6, text.c_str(), &six) == 1
      && IN6_IS_ADDR_UNSPECIFIED(&six))
    return "[::1]";
  return address.find(':') == std::string_view::npos ? text
                                                     : bracketed(address);
}

} // namespace

std::string authority_of(std::string_view address, std::uint16_t port) {
  return usable_host(address) + ':' + std::to_string(port);
}

} // namespace dossier::io::net
