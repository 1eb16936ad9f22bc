/// Any JSON value as text for people: headings, tables, lists. It knows no
/// section by name, so that a new report type reads as well as the first.

#pragma once

#include "tools/ctl/pages/naming.hpp"
#include "tools/ctl/text/tone.hpp"

#include <string>
#include <vector>

namespace dossier::ctl {

struct layout {
  std::size_t width = 80;
  colours palette = colours::off;
};

/// Lines of at most `shape.width` cells, as far as words allow; where that is
/// 0, as in a file, lines are as long as they need to be.
std::vector<std::string> value_lines(const json& value, const layout& shape);

/// Puts `space` before every line that says something.
std::vector<std::string> indent(std::vector<std::string> lines,
                                std::string_view space);

} // namespace dossier::ctl
