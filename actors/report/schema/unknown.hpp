/// Words for what is not known.

#pragma once

#include <string>
#include <string_view>

namespace dossier::report {

/// What stands where something is not known: `–`, `n.a.`, `TBD`, `not available
/// (private company)`, nothing at all.
bool says_unknown(std::string_view text);

/// Folded, without a remark in brackets at the end.
std::string without_remark(std::string_view text);

} // namespace dossier::report
