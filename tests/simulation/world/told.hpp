/// Nothing is told before it is committed: holds what actors hear against what
/// the store holds at that moment.

#pragma once

#include "storage/memory_store.hpp"
#include "tests/simulation/world/process.hpp"

namespace dossier::simulation {

/// To be asked about each message before it is heard.
void check_told(const delivery& next, const storage::memory_database& database,
                notes& log);

} // namespace dossier::simulation
