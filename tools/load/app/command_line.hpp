/// From words on the command line to options.

#pragma once

#include "tools/load/app/options.hpp"

#include <variant>

namespace dossier::load {

/// The options, or the exit code with which the program should end.
std::variant<options, int> parse_command_line(int argc, char** argv);

} // namespace dossier::load
