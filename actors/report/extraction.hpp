/// Finds the one JSON object in what a model wrote.

#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <variant>

namespace dossier::report {

inline constexpr std::size_t max_document_bytes = 4 * 1024 * 1024;
inline constexpr std::size_t max_document_depth = 64;

/// Where it stood: alone, in a code fence, or amid prose.
enum class rung : std::uint8_t { alone, fenced, embedded };

struct extracted {
  nlohmann::json document;
  rung found = rung::alone;
};

struct malformed {
  std::string reason;
};

/// Tells whether a document is what was asked for.
using document_test = std::function<bool(const nlohmann::json&)>;

/// Never repairs by leaving something out; code units that make no character
/// become U+FFFD. Among several objects the longest
/// that `prefers` accepts wins, else the longest. Duplicate keys, NaN, nesting
/// over `max_document_depth` and text over `max_document_bytes` are malformed.
std::variant<extracted, malformed> extract(std::string_view text,
                                           const document_test& prefers = {});

} // namespace dossier::report
