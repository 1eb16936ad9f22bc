#include "actors/report/prompts/split.hpp"

#include "actors/report/citations/citations.hpp"
#include "actors/report/schema/pointers.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources/sources.hpp"

#include <set>

namespace dossier::report {

namespace {

using nlohmann::json;

failure cannot(std::string why) {
  return {error_class::internal, "cannot split: " + std::move(why)};
}

const struct split* split_of(const pipeline& graph, stage_index stage) {
  if (stage >= graph.stages.size() || !graph.stages[stage].split)
    return nullptr;
  return &*graph.stages[stage].split;
}

/// What the pieces bring together: one list of new sources.
class gathering {
public:
  /// `names` look like ids, and no source may get one of them.
  gathering(source_catalog shown, stage_index stage,
            std::set<std::string> names)
    : catalog_{std::move(shown)}, stage_{stage} {
    inputs_.shown = catalog_.size();
    inputs_.reserved = std::move(names);
  }

  /// The piece with its references rewritten and its own lists taken out; what
  /// the whole cites is read off it later.
  json take(json piece) {
    auto merged = merge_sources(catalog_, stage_, std::move(piece), inputs_);
    catalog_.insert(catalog_.end(), merged.added.begin(), merged.added.end());
    for (const auto& [pointer, entry] :
         select(merged.document, "/new_sources/*"))
      if (seen_new_.insert((*entry)["id"]).second)
        new_.push_back(*entry);
    if (merged.document.is_object()) {
      merged.document.erase("sources_used");
      merged.document.erase("new_sources");
    }
    return std::move(merged.document);
  }

  void put_into(json& document) const {
    if (!new_.empty())
      document["new_sources"] = new_;
  }

private:
  source_catalog catalog_;
  stage_index stage_;
  merge_inputs inputs_;
  json new_ = json::array();
  std::set<json> seen_new_;
};

} // namespace

result<std::vector<json>>
split_items(const pipeline& graph, stage_index stage,
            const std::vector<section_text>& outputs) {
  const auto* how = split_of(graph, stage);
  if (!how)
    return cannot("the stage has no split");
  if (graph.foundation >= outputs.size() || !outputs[graph.foundation])
    return cannot("no output of the foundation");
  auto foundation = to_document(outputs[graph.foundation]);
  auto found = select(foundation, how->over);
  if (found.size() != 1 || !found[0].value->is_array()
      || found[0].value->empty())
    return cannot("the foundation has nothing at " + how->over);
  return std::vector<json>(found[0].value->begin(), found[0].value->end());
}

result<json> join_split(const pipeline& graph, stage_index stage,
                        const source_catalog& shown, json overview,
                        std::vector<json> items) {
  const auto* how = split_of(graph, stage);
  if (!how)
    return cannot("the stage has no split");
  auto names = cited_in(overview).standing();
  for (const auto& item : items)
    names.merge(cited_in(item).standing());
  gathering pieces{shown, stage, std::move(names)};
  auto joined = pieces.take(std::move(overview));
  if (!joined.is_object())
    return cannot("the overview is no object");
  auto list = json::array();
  for (auto& item : items)
    list.push_back(pieces.take(std::move(item)));
  try {
    joined[json::json_pointer{how->into}] = std::move(list);
  } catch (const json::exception& error) {
    return cannot("no place for the pieces at " + how->into);
  }
  pieces.put_into(joined);
  return joined;
}

} // namespace dossier::report
