/// Administrators' requests on their way to the console.

#pragma once

#include "actors/gateway/gateway.hpp"

namespace dossier::gateways {

/// Hands the request to the console and its answer to the client; 403 for
/// anybody else.
void ask_console(gateway_actor::stateful_pointer<gateway_actor_state> self,
                 const client_call& call);

} // namespace dossier::gateways
