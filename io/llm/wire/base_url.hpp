/// Where a provider is reached, as an operator wrote it.

#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace dossier::io::llm::wire {

enum class scheme { http, https };

struct base_url {
  enum scheme scheme = scheme::https;
  /// Without the brackets of an IPv6 address.
  std::string host;
  std::string port;
  /// Begins with a slash or is empty; never ends with one.
  std::string path;

  friend bool operator==(const base_url&, const base_url&) = default;
};

/// Or why the text is none, in words that fit after the name of a setting. A
/// `/v1` or `/v1/messages` at its end is left out, as requests have it.
/// Plain http is for this machine alone, as a key goes with each request.
std::variant<base_url, std::string> parse_base_url(std::string_view text);

/// `example.org`, `[::1]:8080`: for the Host header.
std::string authority_of(const base_url& url);

/// `https://example.org/base`
std::string to_string(const base_url& url);

} // namespace dossier::io::llm::wire
