/// What the doctor asks of the provider.

#pragma once

#include "config/settings.hpp"
#include "tools/server/doctor/finding.hpp"

#include <chrono>

namespace dossier::server {

/// Nothing is waited for longer than the settings say, nor than this: to reach
/// the provider, to be told of a model, to have the one call answered.
inline constexpr std::chrono::seconds reach_limit{10};
inline constexpr std::chrono::seconds listing_limit{20};
inline constexpr std::chrono::seconds call_limit{60};

/// All of it, with a handshake between.
inline constexpr auto provider_check_limit
  = 2 * reach_limit + listing_limit + call_limit;

/// Address, certificate, key, model, one call that costs next to nothing, and
/// the clock. Demo reports ask nobody: all of it is skipped.
findings examine_provider(const config::loaded_settings& from);

} // namespace dossier::server
