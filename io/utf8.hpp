/// Whether bytes are text.

#pragma once

#include <string_view>

namespace dossier::io {

/// No overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes) noexcept;

} // namespace dossier::io
