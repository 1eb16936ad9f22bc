/// How often a test that repeats itself does so.

#pragma once

#include <cstdlib>
#include <string>

namespace dossier::test {

/// A few by default; more by an environment variable, for those who have the
/// time.
inline int rounds_of(const char* variable, int otherwise) {
  const auto* text = std::getenv(variable);
  return text ? std::stoi(text) : otherwise;
}

} // namespace dossier::test
