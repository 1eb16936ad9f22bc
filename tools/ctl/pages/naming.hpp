/// Keys and single values of JSON in the words of a reader.

#pragma once

#include "tools/ctl/api/json.hpp"

#include <string>
#include <string_view>

namespace dossier::ctl {

/// "kpi_table" as "KPI table", "companyName" as "Company name". A key that is
/// no identifier, such as "EUR/USD", is a value and stays as it is.
std::string humanise(std::string_view key);

/// "–" for what is null or empty; whole numbers of five digits and more are
/// grouped.
std::string scalar_text(const json& value);

/// The same of what stands under `key`: a share, a count or an amount that is
/// null is "not disclosed".
std::string member_text(std::string_view key, const json& value);

/// With the first letter small, unless the word is an acronym.
std::string lower_first(std::string words);

} // namespace dossier::ctl
