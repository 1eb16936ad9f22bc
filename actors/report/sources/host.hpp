/// When two names of a machine are one.

#pragma once

#include <string>
#include <string_view>

namespace dossier::report {

/// The host of an address without what changes nothing: user names, letter case
/// in every script, `www.`, the usual port of the scheme, which may be empty,
/// and the ASCII spelling of other scripts (`xn--`).
std::string normal_host(std::string_view text, std::string_view scheme);

} // namespace dossier::report
