/// The address of a server, taken apart, and text made fit for addresses.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dossier::net {

struct server_address {
  /// Without the brackets of an IPv6 address, its zone behind `%`: what a
  /// resolver wants.
  std::string host;
  std::string port;

  /// What a proxy put before our paths; empty, or "/x" without a final slash.
  std::string prefix;

  /// "host:port" as the Host header wants it, with brackets again and without
  /// the zone of an IPv6 address, which means something to this machine alone.
  std::string authority() const;
};

/// Reads "http://host[:port][/prefix]"; nothing for anything else, user names
/// and https included.
std::optional<server_address> parse_address(std::string_view url);

/// Whether text is visible ASCII, as what goes into a header must be: a line
/// break in it would end the header.
bool is_visible(std::string_view text);

/// Percent-encodes all but unreserved characters.
std::string encode(std::string_view text);

} // namespace dossier::net
