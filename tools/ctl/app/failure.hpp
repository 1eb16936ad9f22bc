/// A command that could not do what it was asked: thrown where it becomes
/// clear, printed once by the program.

#pragma once

#include "tools/ctl/api/json.hpp"
#include "tools/ctl/app/exit_code.hpp"

#include <exception>
#include <string>
#include <vector>

namespace dossier::ctl {

/// What happened, why, and what to try. Only the first is always known.
struct failure : std::exception {
  failure(exit_code with, std::string event, std::string cause = {},
          std::string advice = {})
    : code(with), what_happened(std::move(event)), why(std::move(cause)),
      hint(std::move(advice)) {
    // nop
  }

  const char* what() const noexcept override {
    return what_happened.c_str();
  }

  exit_code code;
  std::string what_happened;
  std::string why;
  std::string hint;

  /// One line for each field the server refused.
  std::vector<std::string> details;

  /// The server's own words; null when it was never reached.
  json problem;
};

/// "dossierctl: what (why): hint" and a line for each detail.
std::string to_text(const failure& reason);

/// The same for programs: {exitCode, message, why, hint, problem}.
json to_json(const failure& reason);

} // namespace dossier::ctl
