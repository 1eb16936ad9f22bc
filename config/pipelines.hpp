/// Loads report types from their folders. What needs no knowledge of reports is
/// checked here: shape, files, graph. `report::check_pipeline` does the rest.

#pragma once

#include "messages/fault.hpp"
#include "messages/pipeline.hpp"

#include <filesystem>
#include <variant>

namespace dossier::config {

/// Each path is a folder of report types, one sub-folder each. Either all of
/// them load, or everything that is wrong is reported.
std::variant<pipeline_catalog, faults>
load_pipelines(const std::vector<std::filesystem::path>& paths);

/// One report type; faults are added to `into`, and nothing is returned then.
pipeline_ptr load_pipeline(const std::filesystem::path& folder, faults& into);

} // namespace dossier::config
