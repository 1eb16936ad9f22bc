#include "io/llm/wire/base_url.hpp"

#include "io/llm/wire/response/header_values.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <optional>

namespace dossier::io::llm::wire {

namespace {

namespace urls = boost::urls;

bool is_loopback(const std::string& host) {
  if (const auto name = lower_ascii(host);
      name == "localhost" || name == "localhost.")
    return true;
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

std::string default_port(enum scheme scheme) {
  return scheme == scheme::https ? "443" : "80";
}

/// Boost 1.81 takes `127.0.0.1.evil.com` for an address and a path.
bool is_cut(const urls::url_view& url) {
  const std::string path{url.encoded_path()};
  return !path.empty() && path.front() != '/';
}

std::string host_of(const urls::url_view& url) {
  std::string host{url.encoded_host()};
  if (host.size() > 1 && host.front() == '[' && host.back() == ']')
    return host.substr(1, host.size() - 2);
  return host;
}

/// No escapes either: nothing of a host may end a line of a request.
bool is_host(const std::string& text) {
  constexpr std::string_view letters
    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:";
  return !text.empty() && text.find_first_not_of(letters) == text.npos;
}

/// Nothing for a port that is none; the scheme's own when none is given.
std::optional<std::string> port_of(const urls::url_view& url) {
  if (!url.has_port())
    return default_port(url.scheme_id() == urls::scheme::https ? scheme::https
                                                               : scheme::http);
  const std::string digits{url.port()};
  unsigned number = 0;
  auto [end, error]
    = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || number == 0 || number > 65535)
    return {};
  return std::to_string(number);
}

void remove_slashes(std::string& path) {
  while (!path.empty() && path.back() == '/')
    path.pop_back();
}

bool remove_end(std::string& path, std::string_view end) {
  if (path.size() < end.size()
      || path.compare(path.size() - end.size(), end.size(), end) != 0)
    return false;
  path.resize(path.size() - end.size());
  remove_slashes(path);
  return true;
}

/// Requests bring these with them; other programs want them in the address.
void remove_request_path(std::string& path) {
  remove_slashes(path);
  if (!remove_end(path, "/v1/messages"))
    remove_end(path, "/v1");
}

/// What an address of a provider never has.
std::string objection_to(const urls::url_view& url) {
  if (url.scheme_id() != urls::scheme::http
      && url.scheme_id() != urls::scheme::https)
    return "begins with neither https:// nor http://";
  if (!is_host(host_of(url)))
    return "names no host";
  if (is_cut(url))
    return "names a host that begins like an address and is none";
  if (url.has_userinfo())
    return "must not hold a user name or a password";
  if (url.has_query() || url.has_fragment())
    return "must end with its path, without ? or #";
  if (!port_of(url))
    return "has a port that is no number from 1 to 65535";
  return {};
}

} // namespace

std::variant<base_url, std::string> parse_base_url(std::string_view text) {
  auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed)
    return std::string{"is no URL such as https://api.example.org"};
  const urls::url_view& url = *parsed;
  if (auto why = objection_to(url); !why.empty())
    return why;
  base_url result;
  result.scheme
    = url.scheme_id() == urls::scheme::https ? scheme::https : scheme::http;
  result.host = host_of(url);
  result.port = *port_of(url);
  result.path = std::string{url.encoded_path()};
  remove_request_path(result.path);
  if (result.scheme == scheme::http && !is_loopback(result.host))
    return "would send the API key unencrypted to " + result.host
           + ": use https://, or a gateway on this machine";
  return result;
}

std::string authority_of(const base_url& url) {
  auto host
    = url.host.find(':') == std::string::npos ? url.host : '[' + url.host + ']';
  return url.port == default_port(url.scheme) ? host : host + ':' + url.port;
}

std::string to_string(const base_url& url) {
  return (url.scheme == scheme::https ? "https://" : "http://")
         + authority_of(url) + url.path;
}

} // namespace dossier::io::llm::wire
