/// A list of flat objects as a table.

#pragma once

#include "tools/ctl/pages/value_text.hpp"

#include <optional>

namespace dossier::ctl {

/// Nothing when the list reads better item by item: not all objects, nested
/// values, too many columns or too much text in a cell.
std::optional<std::vector<std::string>> table_lines(const json& list,
                                                    const layout& shape);

} // namespace dossier::ctl
