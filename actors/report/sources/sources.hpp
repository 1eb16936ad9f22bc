/// The source catalogue of a report. Ids read S1, S2, … and never change.

#pragma once

#include "messages/job.hpp"

#include <set>

namespace dossier::report {

struct merged {
  /// Every reference rewritten to the final ids.
  nlohmann::json document;
  /// What the catalogue gains, in the order of the ids.
  std::vector<source> added;
  /// What the document's text cites, as `cited_ids`.
  std::vector<std::string> sources_used;
};

/// What a section was written beside.
struct merge_inputs {
  /// How many sources of the catalogue it was shown. It means none of those
  /// that came later, whatever its text looks like.
  std::size_t shown = ~std::size_t{0};
  /// Ids that no source may get.
  std::set<std::string> reserved;
};

/// Takes the sources that a section brings (`source_catalog`, `new_sources`)
/// into the catalogue. One with a known citation, or with a known address, type
/// and date, keeps its id, the lower one of two; others get the next free id.
/// An entry of `new_sources` that the text does not cite is dropped. The
/// document's own `sources_used`, where it has that list, becomes what it
/// cites. What stands in the text, looks like an id and is a name keeps its
/// number to itself. Merging twice adds nothing.
merged merge_sources(const source_catalog& catalog, stage_index stage,
                     nlohmann::json document, const merge_inputs& inputs = {});

/// The ids under which a document brings sources.
std::set<std::string> brought_ids(const nlohmann::json& document);

/// What stands in the outputs, looks like an id and may be a name.
std::set<std::string> names_like_ids(const std::vector<section_text>& outputs);

/// An entry of those lists; empty texts for what it lacks.
source read_source(const nlohmann::json& entry, stage_index stage);

/// The id under which the catalogue has this source, whatever its own id says.
std::optional<std::string> find_source(const source_catalog& catalog,
                                       const source& wanted);

/// Ids that the document's text cites, in numeric order, once each. One that
/// stands bare in a sentence counts if the catalogue has it.
std::vector<std::string> cited_ids(const nlohmann::json& document,
                                   const source_catalog& catalog);

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
