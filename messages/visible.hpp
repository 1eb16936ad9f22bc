/// Whether there is anything to be seen in a text.

#pragma once

#include <string_view>

namespace dossier {

/// Without what stands at its ends and leaves no ink: white space of every
/// script, control characters, marks, fillers, and what has no width such as
/// the byte order mark. Broken UTF-8 can be seen, as replacement characters.
std::string_view visible_part(std::string_view text) noexcept;

/// Whether some of it can be seen. Models refuse to be shown a turn without,
/// also one of their own.
bool has_visible(std::string_view text) noexcept;

} // namespace dossier
