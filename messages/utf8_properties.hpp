/// What utf8proc knows of a code point. For the sources of `utf8.hpp` alone.

#pragma once

#include <utf8proc.h>

namespace dossier::utf8 {

inline const utf8proc_property_t& property_of(char32_t code) noexcept {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
}

} // namespace dossier::utf8
