/// Nothing is published before it is committed: holds what actors hear against
/// what the store holds at that moment.

#pragma once

#include "tests/simulation/judge/records.hpp"
#include "tests/simulation/world/process.hpp"

namespace dossier::simulation {

/// To be asked about each message before it is heard.
void check_published(const delivery& next, const records& kept, notes& log);

} // namespace dossier::simulation
