/// Amounts that should be in US dollars.

#pragma once

#include "actors/report/violation.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace dossier::report {

/// Whether a text names another currency than the US dollar.
bool is_foreign_amount(std::string_view text);

/// Such amounts under keys in `_usd`, at the pointers.
std::vector<violation>
currency_faults(const nlohmann::json& document,
                const std::vector<std::string>& pointers);

} // namespace dossier::report
