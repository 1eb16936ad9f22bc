/// The source catalogue of a report. Ids read S1, S2, … and never change.

#pragma once

#include "messages/job.hpp"

namespace dossier::report {

struct merged {
  /// Every reference rewritten to the final ids.
  nlohmann::json document;
  /// What the catalogue gains, in the order of the ids.
  std::vector<source> added;
  /// The document's `sources_used`, in numeric order, once each.
  std::vector<std::string> sources_used;
};

/// Takes the sources that a section brings (`source_catalog`, `new_sources`)
/// into the catalogue: a known citation or URL keeps its id, the lower one of
/// two; others get the next free id. Merging twice adds nothing.
merged merge_sources(const source_catalog& catalog, stage_index stage,
                     nlohmann::json document);

/// The first free id: S1 for an empty catalogue.
std::string next_source_id(const source_catalog& catalog);

/// 7 for `S7`; nothing for text that is no id.
std::optional<unsigned> source_number(std::string_view id) noexcept;

/// Per source, in the order of the catalogue: the model stages whose output
/// cites it, in pipeline order. `stages` as in `job_state`.
std::vector<std::vector<stage_index>>
sections_used_in(const pipeline& graph, const source_catalog& catalog,
                 const std::vector<stage_state>& stages);

} // namespace dossier::report
