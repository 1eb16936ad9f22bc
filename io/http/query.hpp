/// The parts of a target: a path of decoded segments, and named parameters of
/// which a route knows names and forms. Pure.

#pragma once

#include "messages/reply.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dossier::io::http {

enum class value_form {
  /// Any text; the empty one counts as absent.
  text,
  /// From `min` to `max`.
  integer,
  /// As `parse_timestamp` reads it.
  time,
  /// One of `choices`.
  choice,
  /// Some of `choices`, between commas.
  choices,
};

/// A parameter that a route takes. A value of another form is refused.
struct parameter {
  std::string_view name;
  value_form form = value_form::text;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  std::span<const std::string_view> choices = {};
};

using parameters = std::map<std::string, std::string, std::less<>>;

/// Nothing for a broken escape, or one that hides a byte no text holds.
std::optional<std::string> percent_decode(std::string_view text);

/// Decoded segments of a path that begins with a slash; nothing when one
/// cannot be decoded.
std::optional<std::vector<std::string>> split_path(std::string_view path);

/// Values by name, of those in `known` only. Text that is empty is absent;
/// an empty value of any other form is a fault, as it says nothing. A problem
/// lists every fault by name.
std::variant<parameters, problem> read_query(std::string_view query,
                                             std::span<const parameter> known);

} // namespace dossier::io::http
