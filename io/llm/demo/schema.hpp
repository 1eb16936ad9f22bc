/// A section made from nothing but its schema, where a pipeline brings no demo
/// content for a stage.

#pragma once

#include "io/llm/demo/random.hpp"
#include "io/llm/demo/template.hpp"

namespace dossier::io::llm::demo {

/// Satisfies types, enumerations, limits of size and number, and S# patterns.
/// It cites the first source alone.
ordered_json fill_schema(const ordered_json& schema, draw_key draws);

} // namespace dossier::io::llm::demo
