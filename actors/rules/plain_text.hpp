/// What people type, counted and judged by characters instead of bytes. Every
/// text here is UTF-8 already.

#pragma once

#include <cstddef>
#include <string_view>

namespace dossier::rules {

/// Code points, which is what limits of the API count.
std::size_t count_characters(std::string_view text) noexcept;

/// Without the white space around it, that of other scripts included.
std::string_view trimmed(std::string_view text) noexcept;

/// Whether there is something to call it by, in whatever script.
bool has_letter_or_digit(std::string_view text) noexcept;

/// A line break is a control character where a text has one line only. So are
/// the invisible ones that reverse the direction of what follows.
enum class line_breaks { refused, allowed };

bool has_control(std::string_view text, line_breaks breaks) noexcept;

} // namespace dossier::rules
