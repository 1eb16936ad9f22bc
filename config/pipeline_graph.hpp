/// Whether the stages of a pipeline can run at all.

#pragma once

#include "messages/fault.hpp"
#include "messages/pipeline.hpp"

namespace dossier::config {

/// Repeated ids, fields and report keys, cycles along needs and prefers, and
/// stages that do not build on the foundation.
void check_graph(const pipeline& graph, faults& into);

} // namespace dossier::config
