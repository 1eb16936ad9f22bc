/// Exit codes, as the contract names them for all programs.

#pragma once

namespace dossier::load {

constexpr int exit_ok = 0;
constexpr int exit_violation = 1;
constexpr int exit_usage = 2;
constexpr int exit_unreachable = 6;
constexpr int exit_interrupted = 130;

} // namespace dossier::load
