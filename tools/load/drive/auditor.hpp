/// Reads what the server keeps of a job and holds it against what it published.

#pragma once

#include "tools/load/drive/world.hpp"

namespace dossier::load {

/// Audits each job as it ends, and some of them are rerun then. Several of
/// these may run.
asio::awaitable<void> audit_jobs(world& all);

/// Looks at the oldest open jobs once a second, in case nobody said that they
/// have ended.
asio::awaitable<void> patrol(world& all);

/// Once everything has ended: each job again, and that there is no other.
asio::awaitable<void> audit_everything(world& all);

} // namespace dossier::load
