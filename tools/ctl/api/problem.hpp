/// An answer that is no success, in words.

#pragma once

#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/net/transport.hpp"

namespace dossier::ctl {

exit_code exit_code_of(int status);

/// Reads application/problem+json; any other body, such as a proxy's page, is
/// told by its status.
failure refused(const answer& from_server);

/// The same for a problem that came in a frame.
failure refused(const json& problem);

/// A server that does not answer at all.
failure unreachable(const std::string& url, std::string reason);

} // namespace dossier::ctl
