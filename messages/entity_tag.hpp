/// What a client says it has already, in `If-None-Match`.

#pragma once

#include <string_view>

namespace dossier {

/// Whether `tag`, with its quotes, is one of `list`: tags between commas, weak
/// ones included as RFC 9110 compares them here, or `*` for any.
bool lists_tag(std::string_view list, std::string_view tag) noexcept;

} // namespace dossier
