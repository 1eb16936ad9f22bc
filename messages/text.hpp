/// Text that machines write: ASCII alone, every other byte is left as it is.
/// Each trim says what it takes away. For what people write there are
/// `utf8::trimmed` and `visible_part`.

#pragma once

#include <string_view>

namespace dossier {

/// Without spaces and tabs at both ends: the optional white space of HTTP
/// (RFC 9110), where the end of a line is never part of a value.
std::string_view trim_blanks(std::string_view text) noexcept;

/// Without spaces at both ends. A tab stays, so that a name of a template with
/// one is refused rather than taken for another.
std::string_view trim_spaces(std::string_view text) noexcept;

/// As `trim_blanks`, and without line feeds: for what may take several lines.
std::string_view trim_lines(std::string_view text) noexcept;

/// Returns whether both are the same but for the case of ASCII letters: hosts
/// (RFC 3986), and names of HTTP.
bool same_text(std::string_view left, std::string_view right) noexcept;

} // namespace dossier
