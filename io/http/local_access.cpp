#include "io/http/local_access.hpp"

#include "io/http/refusal.hpp"

#include <algorithm>

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

bool is_own_origin(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme)
        && same_text(origin.substr(scheme.size()), host))
      return true;
  return false;
}

bool is_safe(std::string_view method) noexcept {
  return method == "GET" || method == "HEAD";
}

} // namespace

std::optional<problem> check_local(const request_head& head,
                                   const server_options& options) {
  const auto host = head.field("Host");
  const auto name = without_port(host);
  if (!name || (!is_loopback(*name) && !contains(options.allowed_hosts, *name)))
    return forbid("Host must name this machine, such as localhost");
  const auto origin = head.field("Origin");
  const bool trusted = contains(options.allowed_origins, origin);
  if (!origin.empty() && !trusted && !is_own_origin(origin, host))
    return forbid("Origin must be this server");
  const auto site = head.field("Sec-Fetch-Site");
  const bool own = site.empty() || site == "same-origin" || site == "none";
  if (!is_safe(head.method) && !own && !trusted)
    return forbid("pages of other sites may not change anything here");
  return {};
}

bool is_loopback(std::string_view host) noexcept {
  return same_text(host, "localhost") || host == "127.0.0.1" || host == "[::1]"
         || host == "::1";
}

} // namespace dossier::io::http
