/// Makes jobs: at a rate, or so that some number of them is open.

#pragma once

#include "tools/load/drive/world.hpp"

namespace dossier::load {

/// Until the bounds of the options are reached or `is_submitting` ends.
asio::awaitable<void> submit_jobs(world& all);

} // namespace dossier::load
