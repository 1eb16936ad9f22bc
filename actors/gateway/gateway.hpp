/// Answers what clients ask, by asking the others. Stateless but for a bound:
/// several of these share the work.

#pragma once

#include "actors/directory.hpp"
#include "io/gateway.hpp"

namespace dossier {

struct gateway_actor_state {
  static inline const char* name = "gateway";

  gateway_actor_state() = default;

  directory_ptr directory;
  std::string version;
  /// Questions that the readers have not answered yet.
  std::size_t reads_waiting = 0;
};

gateway_actor::behavior_type
gateway(gateway_actor::stateful_pointer<gateway_actor_state> self,
        directory_ptr directory, std::string version);

} // namespace dossier
