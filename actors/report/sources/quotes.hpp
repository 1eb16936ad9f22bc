/// Direct quotes: one a source over the whole report, and short.

#pragma once

#include "messages/job.hpp"

namespace dossier::report {

inline constexpr std::size_t max_quote_words = 15;

struct quote {
  std::string text;
  /// Id of the source it is from.
  std::string source;

  friend bool operator==(const quote&, const quote&) = default;
};

/// Objects with `quote` and `source`, and passages of at least four words in
/// quotation marks that a citation follows in the same sentence.
std::vector<quote> quotes_in(const nlohmann::json& document);

/// Quotes a source over all outputs, as `metadata.sourceTracking` shows them.
std::map<std::string, unsigned>
quote_counts(const std::vector<section_text>& outputs);

} // namespace dossier::report
