/// What a client says of a call, on whatever thread, as messages: text goes
/// straight to the stage, the end passes the gate.

#pragma once

#include "actors/provider.hpp"

namespace dossier::io::llm {

class listener;

} // namespace dossier::io::llm

namespace dossier::gating {

/// For the call that `gate` knows by `ticket`.
std::shared_ptr<io::llm::listener> report_call(const gated_call& call,
                                               provider_actor gate,
                                               std::uint64_t ticket);

} // namespace dossier::gating
