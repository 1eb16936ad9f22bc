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
  return {std::move(check), verdict::ok, std::move(found), {}};
}

inline finding warn(std::string check, std::string found, std::string advice) {
  return {std::move(check), verdict::warning, std::move(found),
          std::move(advice)};
}

inline finding fail(std::string check, std::string found, std::string advice) {
  return {std::move(check), verdict::failure, std::move(found),
          std::move(advice)};
}

inline finding not_known(std::string check, std::string found,
                         std::string advice) {
  return {std::move(check), verdict::unknown, std::move(found),
          std::move(advice)};
}

inline finding skip(std::string check, std::string why) {
  return {std::move(check), verdict::skipped, std::move(why), {}};
}

} // namespace dossier::server
