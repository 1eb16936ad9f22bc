/// When two web addresses lead to one place.

#pragma once

#include <string>
#include <string_view>

namespace dossier::report {

/// The address without what changes nothing about where it leads: scheme,
/// `www.`, case of the host, usual port, escapes that need none, closing slash,
/// fragment, parameters that only count visits. Empty for an address that names
/// a host and no document.
std::string normal_address(std::string_view url);

} // namespace dossier::report
