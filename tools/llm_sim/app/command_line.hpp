/// The command line of the simulator.

#pragma once

#include "tools/llm_sim/app/options.hpp"

#include <variant>

namespace dossier::llm_sim {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;

/// What was asked for, or the exit code of a program that has said all.
std::variant<options, int> parse_command_line(int argc, char** argv);

} // namespace dossier::llm_sim
