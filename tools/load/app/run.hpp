/// One run from its start to the line that sums it up.

#pragma once

#include "tools/load/app/options.hpp"

namespace dossier::load {

/// Prints the summary to stdout and returns the exit code.
int run(const options& options);

} // namespace dossier::load
