/// What the entries of the table of models must not say of themselves and of
/// each other. Pure.

#pragma once

#include "messages/fault.hpp"
#include "messages/model.hpp"

namespace dossier::config {

/// JSON pointer of an entry, by its id.
std::string pointer_to_model(const std::string& id);

/// Of a table whose entries are in order, each for itself.
faults objections_to(const model_catalog& catalog, const std::string& file);

} // namespace dossier::config
