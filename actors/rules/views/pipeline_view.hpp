/// What clients see of a report type: its stages and what they wait for.

#pragma once

#include "messages/json.hpp"
#include "messages/pipeline.hpp"

namespace dossier::rules {

/// The graph with the schema of each stage, as written.
json show_pipeline(const pipeline& graph);

/// All report types by name, without schemas.
json list_pipelines(const pipeline_catalog& known);

} // namespace dossier::rules
