/// What a client says of a call, on whatever thread, as messages: text goes
/// straight to the stage, the end passes the rate limiter.

#pragma once

#include "actors/provider/provider.hpp"

namespace dossier::io::llm {

class listener;

} // namespace dossier::io::llm

namespace dossier::limiting {

/// For the call that `limiter` knows by `ticket`.
std::shared_ptr<io::llm::listener> report_call(const limited_call& call,
                                               provider_actor limiter,
                                               std::uint64_t ticket);

} // namespace dossier::limiting
