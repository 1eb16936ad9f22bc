/// The way in: what sockets say becomes messages to the engine's actors.

#pragma once

#include "actors/system.hpp"
#include "io/gateway.hpp"

namespace dossier {

/// The engine's side of `io/gateway.hpp`, which any thread may call. Ends
/// before `system` does. Clients are told `version`.
std::unique_ptr<io::gateway> make_gateway(caf::actor_system& system,
                                          const engine& engine,
                                          std::string version);

} // namespace dossier
