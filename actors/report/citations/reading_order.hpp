/// Sections are stored with their keys in alphabetical order, so that equal
/// content has equal text. People read them in the order of the schema.

#pragma once

#include <nlohmann/json.hpp>

namespace dossier::report {

/// The same document, with the keys of each object in the order in which its
/// schema lists them; keys the schema does not know come last. Local
/// references into `definitions` are followed.
nlohmann::ordered_json in_reading_order(const nlohmann::ordered_json& document,
                                        const nlohmann::ordered_json& schema);

} // namespace dossier::report
