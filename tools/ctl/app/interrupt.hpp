/// What Ctrl-C does.

#pragma once

#include <string>

namespace dossier::ctl {

/// From now on SIGINT ends the program at once with 130. Nothing needs
/// cleaning up but the terminal: the server keeps every job.
void exit_on_interrupt();

/// Whoever puts the terminal behind `file` into another mode says so before:
/// an interrupt then leaves it as it is now. Main thread only.
void restore_on_interrupt(int file);

/// Replaces the words that an interrupted program leaves on standard error.
/// At most 255 bytes of them. Main thread only.
void set_last_words(const std::string& words);

} // namespace dossier::ctl
