/// The flags of dossierd.

#pragma once

#include "config/settings.hpp"

#include <variant>

namespace dossier::server {

/// Exit codes of all programs of this project.
enum exit_code { exit_ok = 0, exit_failure = 1, exit_usage = 2 };

enum class mode {
  serve,
  check_config,
  check_pipelines,
  print_config,
  doctor,
};

struct command_line {
  enum mode mode = mode::serve;
  config::settings_sources sources;
  /// What the doctor finds, for programs.
  bool as_json = false;
};

/// Returns an exit code where there is nothing left to do, as after `--help`.
std::variant<command_line, int> parse_command_line(int argc, char** argv);

} // namespace dossier::server
