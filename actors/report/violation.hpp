/// Where an answer differs from what was asked for.

#pragma once

#include <string>
#include <vector>

namespace dossier::report {

struct violation {
  /// JSON pointer into the document; empty: the document as a whole.
  std::string pointer;
  std::string expected;
  std::string found;

  friend bool operator==(const violation&, const violation&) = default;
};

/// `/segments/0/name: expected text, found 3`.
std::string to_string(const violation& violation);

/// The worst few as one line, for `lastError` and logs.
std::string summary_of(const std::vector<violation>& errors);

} // namespace dossier::report
