/// What a check of the doctor found.

#pragma once

#include <string>
#include <vector>

namespace dossier::server {

/// `unknown`: it was looked at, and nothing showed how it is.
enum class verdict { ok, warning, failure, skipped, unknown };

struct finding {
  /// What was looked at, in a word or two.
  std::string check;
  enum verdict verdict = verdict::ok;
  std::string found;
  /// What to do; empty: nothing.
  std::string advice;
};

using findings = std::vector<finding>;

inline finding fine(std::string check, std::string found) {
  return {.check = std::move(check),
          .verdict = verdict::ok,
          .found = std::move(found)};
}

inline finding warn(std::string check, std::string found, std::string advice) {
  return {.check = std::move(check),
          .verdict = verdict::warning,
          .found = std::move(found),
          .advice = std::move(advice)};
}

inline finding fail(std::string check, std::string found, std::string advice) {
  return {.check = std::move(check),
          .verdict = verdict::failure,
          .found = std::move(found),
          .advice = std::move(advice)};
}

inline finding not_known(std::string check, std::string found,
                         std::string advice) {
  return {.check = std::move(check),
          .verdict = verdict::unknown,
          .found = std::move(found),
          .advice = std::move(advice)};
}

inline finding skip(std::string check, std::string why) {
  return {.check = std::move(check),
          .verdict = verdict::skipped,
          .found = std::move(why)};
}

} // namespace dossier::server
