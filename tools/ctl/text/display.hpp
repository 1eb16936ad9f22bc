/// Text as a terminal shows it: where it breaks, and what of it is safe to
/// print. Everything here takes and gives UTF-8, and measures with
/// `utf8::width`.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::ctl {

/// Drops what could steer a terminal (control and bidirectional marks) or takes
/// no part in it, and replaces broken UTF-8. Line breaks stay. Reports quote
/// web pages and model output, so no text of the server reaches the terminal
/// without this.
std::string printable(std::string_view text);

/// As `printable`, with every run of white space as one space.
std::string one_line(std::string_view text);

/// Cuts to `width` cells, never inside what a reader sees as one character; a
/// cut text ends with an ellipsis.
std::string fit(std::string_view text, std::size_t width);

enum class side { left, right };

/// Fills up to `width` cells with spaces; `where` is the side the text keeps.
std::string pad(std::string text, std::size_t width, side where = side::left);

/// Breaks at spaces into lines of at most `width` cells, and inside words
/// that are wider. Line breaks of the text stay; the result is never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

} // namespace dossier::ctl
