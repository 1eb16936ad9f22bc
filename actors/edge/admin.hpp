/// Administrators' commands over a socket, on their way to the console.

#pragma once

#include "actors/edge/output.hpp"
#include "actors/rules/requests/client_frame.hpp"

namespace dossier::edges {

/// Hands the command to the console and its answer to the client; anybody else
/// is refused.
void ask_console(self_ptr self, const rules::admin_frame& frame);

} // namespace dossier::edges
