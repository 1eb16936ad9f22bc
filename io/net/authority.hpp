/// How an address is written where somebody will use it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::io::net {

/// What stands between `http://` and the path: `127.0.0.1:8080`, `[::1]:8080`.
/// `address` is a name, or an address without brackets. One that stands for all
/// of this machine, as 0.0.0.0 does, is given as the loopback one, since nobody
/// can ask for it by the other.
std::string authority_of(std::string_view address, std::uint16_t port);

} // namespace dossier::io::net
