/// Carries out what administrators ask for, wherever they ask.
///
///     admin_call ──▶ checked ──▶ put on record ──▶ carried out ──▶ answered
///                      └── refused                    (writes only)
///
/// A write is on record before it is carried out, so nothing is done that is
/// not; what the state then forbade is on record as well.

#pragma once

#include "actors/console/bulk.hpp"
#include "actors/directory.hpp"

namespace dossier {

struct console_actor_state {
  static inline const char* name = "console";

  console_actor_state() = default;

  directory_ptr directory;
  std::string version;
  timestamp started_at{};
  /// Checks under way.
  std::size_t checks = 0;
  consoles::bulk_work bulk;
};

console_actor::behavior_type
console(console_actor::stateful_pointer<console_actor_state> self,
        directory_ptr directory, std::string version);

} // namespace dossier
