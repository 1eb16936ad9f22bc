/// What stands behind standard output and standard error.

#pragma once

#include "tools/ctl/text/tone.hpp"

#include <cstddef>

namespace dossier::ctl {

/// A file or a pipe has no size: `columns` and `rows` are 0 then.
struct terminal {
  bool interactive = false;
  std::size_t columns = 0;
  std::size_t rows = 0;
  colours palette = colours::off;
};

/// Asks the system about a file descriptor. NO_COLOR and TERM=dumb turn
/// colours off; a dumb terminal is not interactive either.
terminal inspect_terminal(int descriptor);

} // namespace dossier::ctl
