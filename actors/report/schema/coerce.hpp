/// Reads numbers the way models write them.

#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace dossier::report {

/// `3.0` becomes 3 wherever the schema wants an integer.
void coerce_integers(nlohmann::json& document, const nlohmann::json& schema);

/// Words for what is not known become null wherever the schema wants a number,
/// and `–` where it takes a number or a text and no null.
void coerce_unknown(nlohmann::json& document, const nlohmann::json& schema);

/// At each of the pointers (`*` stands for every element): text such as
/// `$1,200` becomes 1200; a negative number and words such as `–` or `n/a`,
/// which mean that it is not known, become null.
void coerce_numbers(nlohmann::json& document,
                    const std::vector<std::string>& pointers);

} // namespace dossier::report
