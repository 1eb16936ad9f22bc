/// A report for reading in a terminal.

#pragma once

#include "tools/ctl/pages/value_text.hpp"

#include <string>

namespace dossier::ctl {

/// The whole report: a head with what failed, each section, the sources.
std::string report_page(const json& report, const layout& shape);

/// One entry of `sections`.
std::string section_page(const json& section, const layout& shape);

/// Finds a section by its stage, field or name, in any case; null when the
/// report has none of that name.
const json& find_section(const json& report, const std::string& wanted);

} // namespace dossier::ctl
