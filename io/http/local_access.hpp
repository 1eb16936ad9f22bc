/// Sign-in mode `local`: whoever reaches us is the administrator, so only this
/// machine may, and only with pages of ours. Pure.

#pragma once

#include "io/http/request_check.hpp"

namespace dossier::io::http {

/// Why a request is refused; nothing when it may pass. A foreign `Host`, or
/// target with a server in it, is a name that was rebound to this address, a
/// foreign `Origin` another page.
std::optional<problem> check_local(const request_head& head,
                                   const server_options& options);

/// Whether an address or name, without port, means this machine; an IPv6
/// address may stand in brackets.
bool is_loopback(std::string_view host);

} // namespace dossier::io::http
