/// What Ctrl-C does.

#pragma once

#include <string>

namespace dossier::ctl {

/// From now on SIGINT ends the program at once with 130. Nothing needs
/// cleaning up: the server keeps every job, and the terminal is never put
/// into another mode.
void exit_on_interrupt();

/// Replaces the words that an interrupted program leaves on standard error.
/// At most 255 bytes of them. Main thread only.
void set_farewell(const std::string& words);

} // namespace dossier::ctl
