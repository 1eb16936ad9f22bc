#include "io/http/local_access.hpp"

#include "io/http/refusal.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace dossier::io::http {

namespace {

problem forbid(std::string detail) {
  return refusal(problem_code::forbidden, std::move(detail));
}

/// Nothing when what follows the name is not a port.
std::optional<std::string_view> without_port(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto from = bracket == std::string_view::npos ? 0 : bracket;
  const auto colon = authority.find(':', from);
  if (colon == std::string_view::npos)
    return authority;
  const auto port = authority.substr(colon + 1);
  const bool numeric = std::all_of(port.begin(), port.end(),
                                   [](char c) { return c >= '0' && c <= '9'; });
  if (port.empty() || port.size() > 5 || !numeric)
    return {};
  return authority.substr(0, colon);
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(), [text](const auto& entry) {
    return same_text(entry, text);
  });
}

bool names_us(std::string_view authority, const server_options& options) {
  const auto name = without_port(authority);
  return name && (is_loopback(*name) || contains(options.allowed_hosts, *name));
}

/// Whether both mean the same server when `port` is the usual one.
bool is_same_server(std::string_view left, std::string_view right,
                    std::string_view port) {
  for (auto* each : {&left, &right})
    if (each->ends_with(port))
      each->remove_suffix(port.size());
  return same_text(left, right);
}

bool is_own_origin(std::string_view origin, std::string_view authority) {
  using scheme = std::pair<std::string_view, std::string_view>;
  constexpr std::array<scheme, 2> schemes{
    {{"http://", ":80"}, {"https://", ":443"}}};
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
  // Whoever stands between us and the client may have obeyed the other.
  if (!host.empty() && !is_same_server(head.authority, host, ":80"))
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
