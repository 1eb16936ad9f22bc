#include "io/http/local_access.hpp"

#include "io/http/refusal.hpp"
#include "messages/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace dossier::io::http {

namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

problem forbid(std::string detail) {
  return refusal(problem_code::forbidden, std::move(detail));
}

/// An authority as RFC 3986 has it, without a user.
struct server_name {
  /// With the brackets of an IPv6 address.
  std::string_view name;
  /// Nothing: the usual one of the scheme.
  std::optional<std::uint16_t> port;
};

/// Where the port with its colon begins, or else the end.
std::size_t end_of_name(std::string_view authority) {
  if (!authority.starts_with('['))
    return std::min(authority.find(':'), authority.size());
  const auto bracket = authority.find(']');
  return bracket == std::string_view::npos ? 0 : bracket + 1;
}

/// Nothing for what has no name, or something else than a port behind it. A
/// port of no digits is the usual one.
std::optional<server_name> parse_authority(std::string_view authority) {
  const auto end = end_of_name(authority);
  server_name result{.name = authority.substr(0, end)};
  auto rest = authority.substr(end);
  if (end == 0 || (!rest.empty() && rest[0] != ':'))
    return {};
  if (rest.size() <= 1)
    return result;
  rest.remove_prefix(1);
  std::uint16_t port = 0;
  const auto [stop, error]
    = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (error != std::errc{} || stop != rest.data() + rest.size())
    return {};
  result.port = port;
  return result;
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(), [text](const auto& entry) {
    return same_text(entry, text);
  });
}

bool names_us(std::string_view authority, const server_options& options) {
  const auto server = parse_authority(authority);
  return server
         && (is_loopback(server->name)
             || contains(options.allowed_hosts, server->name));
}

/// Whether both mean the same server when `port` is the usual one.
bool is_same_server(std::string_view left, std::string_view right,
                    std::uint16_t port) {
  const auto one = parse_authority(left);
  const auto other = parse_authority(right);
  return one && other && same_text(one->name, other->name)
         && one->port.value_or(port) == other->port.value_or(port);
}

bool is_own_origin(std::string_view origin, std::string_view authority) {
  using scheme = std::pair<std::string_view, std::uint16_t>;
  constexpr std::array<scheme, 2> schemes{
    {{"http://", http_port}, {"https://", https_port}}};
  return std::any_of(schemes.begin(), schemes.end(), [&](const scheme& each) {
    const auto& [prefix, port] = each;
    return same_text(origin.substr(0, prefix.size()), prefix)
           && is_same_server(origin.substr(prefix.size()), authority, port);
  });
}

bool is_safe(std::string_view method) noexcept {
  return method == "GET" || method == "HEAD";
}

/// A request that names nobody is a probe, which any machine may answer.
std::optional<problem> check_names(const request_head& head,
                                   const server_options& options) {
  const auto host = head.field("Host");
  if (!host.empty() && !names_us(host, options))
    return forbid("Host must name this machine, such as localhost");
  if (head.authority.empty())
    return {};
  if (!names_us(head.authority, options))
    return forbid("the target must name this machine, such as localhost");
  // Whoever stands between us and the client may have gone by the other.
  if (!host.empty() && !is_same_server(head.authority, host, http_port))
    return refusal(problem_code::bad_request,
                   "the target and Host name different servers");
  return {};
}

} // namespace

std::optional<problem> check_local(const request_head& head,
                                   const server_options& options) {
  if (auto wrong = check_names(head, options))
    return wrong;
  const auto origin = head.field("Origin");
  const bool trusted = contains(options.allowed_origins, origin);
  if (!origin.empty() && !trusted && !is_own_origin(origin, head.authority))
    return forbid("Origin must be this server");
  const auto site = head.field("Sec-Fetch-Site");
  const bool own = site.empty() || site == "same-origin" || site == "none";
  if (!is_safe(head.method) && !own && !trusted)
    return forbid("pages of other sites may not change anything here");
  return {};
}

bool is_loopback(std::string_view host) {
  if (same_text(host, "localhost"))
    return true;
  in_addr four{};
  if (::inet_pton(AF_INET, std::string{host}.c_str(), &four) == 1)
    return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  in6_addr six{};
  return ::inet_pton(AF_INET6, std::string{host}.c_str(), &six) == 1
         && IN6_IS_ADDR_LOOPBACK(&six);
}

} // namespace dossier::io::http
