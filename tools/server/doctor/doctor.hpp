/// Looks at everything a server needs before it can serve, and says what it
/// found; starts nothing, and leaves jobs as they are.

#pragma once

#include "tools/server/command_line.hpp"

namespace dossier::server {

/// Prints a line a finding, or all of them as JSON. Exit code 1 if any is a
/// failure. Never prints a key.
int examine(const command_line& options);

} // namespace dossier::server
