/// A stage in pieces: an overview and one answer an item, joined.

#pragma once

#include "actors/report/failure.hpp"
#include "messages/job.hpp"

namespace dossier::report {

/// The elements that the stage's split asks about one by one; fails when the
/// stage has no split or the foundation no such array.
result<std::vector<nlohmann::json>>
split_items(const pipeline& graph, stage_index stage,
            const std::vector<section_text>& outputs);

/// One document from an accepted overview and accepted items, in order. New
/// sources of the pieces, which all count on from `shown`, are told apart.
result<nlohmann::json> join_split(const pipeline& graph, stage_index stage,
                                  const source_catalog& shown,
                                  nlohmann::json overview,
                                  std::vector<nlohmann::json> items);

} // namespace dossier::report
