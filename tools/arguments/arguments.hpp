/// A command line is taken as it is, or refused with exit code 2.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dossier::arguments {

/// What is wrong with which part of a command line.
struct objection {
  /// Such as `--data` or `argument 2`.
  std::string subject;
  /// What is said of it, such as `is empty`.
  std::string reason;
};

/// Why nobody could mean these words, without the program's name: one is no
/// UTF-8, empty or blank. Nothing when all may be read.
std::optional<objection> objection_to(const std::vector<std::string>& words);

/// From now on the options of `app` and of all its sub-commands refuse flags of
/// theirs as values, and numbers that are not plain decimal ones.
void refuse_gaps(CLI::App& app);

/// Reads a command line with both checks. Throws `CLI::ParseError`.
void parse(CLI::App& app, int argc, const char* const* argv);

} // namespace dossier::arguments
