/// Loads the table of models. What the program would later trip over is
/// reported here.

#pragma once

#include "messages/fault.hpp"
#include "messages/model.hpp"

#include <filesystem>
#include <variant>

namespace dossier::config {

/// Either all of it loads, or everything that is wrong is reported.
std::variant<model_catalog, faults>
load_models(const std::filesystem::path& file);

} // namespace dossier::config
