/// What the values of header fields mean: tokens, lists, media types and
/// weights, as RFC 9110 has them. Pure.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::io::http {

/// One or more of the characters of which names, methods and types are made.
bool is_token(std::string_view text) noexcept;

/// The elements of a list with commas between. A comma in quotes parts
/// nothing, and an empty element is none. Views point into `list`.
std::vector<std::string_view> list_elements(std::string_view list);

/// Whether a list holds `token`.
bool has_token(std::string_view list, std::string_view token);

/// A parameter's value is without the quotes and escapes it may have come in.
struct type_parameter {
  std::string_view name;
  std::string value;
};

/// The type and its parameters in their order; views point into what was read.
struct media_type {
  /// Such as `application/json`, in whatever case it came.
  std::string_view essence;
  std::vector<type_parameter> parameters;
};

/// Nothing for what is no media type, or has a parameter without a value.
std::optional<media_type> parse_media_type(std::string_view text);

/// How much `accept`, all lines of that field as one list, wants a type: what
/// its most specific range says.
struct preference {
  /// In thousandths; 0: the type is not wanted.
  int weight = 0;
  /// Whether a range names this very type, and not one such as `*/*`.
  bool is_named = false;
};

preference preference_for(std::string_view type, std::string_view accept);

/// Whether a client wants `type` rather than `usual`, which it gets otherwise.
/// Where both weigh the same, who names `type` wants it.
bool prefers(std::string_view type, std::string_view usual,
             std::string_view accept);

} // namespace dossier::io::http
