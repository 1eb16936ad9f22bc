/// Every setting once: parsing, printing and the file are driven by this.

#pragma once

#include "config/settings.hpp"

#include <limits>
#include <string_view>

namespace dossier::config {

/// Where a setting lives.
using field = std::variant<std::string*, std::filesystem::path*,
                           std::vector<std::string>*, double*, std::uint16_t*,
                           std::size_t*, milliseconds*>;

struct setting {
  std::string_view key;
  std::string_view comment;
  field (*of)(settings&);
  /// Of numbers; milliseconds count as such.
  double min = 0;
  double max = 0;
  /// Of texts; empty: any. Separated by blanks, `-` for the empty text.
  std::string_view choices = {};
  /// From the environment alone, under this name.
  std::string_view secret_variable = {};
};

std::span<const setting> all_settings() noexcept;

const setting* find_setting(std::string_view key) noexcept;

/// The known key that the text was most likely meant to be; empty: none.
std::string nearest_key(std::string_view text);

/// `DOSSIER_HTTP_PORT` for `http.port`; a secret's own name.
std::string variable_of(const setting& setting);

/// A value as files, variables and flags give it.
using raw_value
  = std::variant<std::int64_t, double, std::string, std::vector<std::string>>;

/// Text of a variable or a flag, read the way the setting needs it.
raw_value read_text(const setting& setting, const std::string& text);

/// Why the value cannot be; nothing: it was assigned.
std::optional<std::string> assign(const setting& setting, settings& to,
                                  const raw_value& value);

/// The value as TOML.
std::string print_value(const setting& setting, const settings& from);

} // namespace dossier::config
