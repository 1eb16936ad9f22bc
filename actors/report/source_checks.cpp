#include "actors/report/check_kinds.hpp"
#include "actors/report/dates.hpp"
#include "actors/report/references.hpp"
#include "actors/report/sources.hpp"

#include <set>

namespace dossier::report {

namespace {

using nlohmann::json;

/// A source that the document brings.
struct brought_source {
  std::string pointer;
  const json* entry = nullptr;
  /// Empty where it is missing, which the schema sees to.
  std::string id;
};

std::vector<brought_source> brought_by(const json& document) {
  std::vector<brought_source> result;
  for (const auto* list : {"/source_catalog/*", "/new_sources/*"})
    for (auto& [place, entry] : select(document, list)) {
      auto id = entry->is_object() ? entry->find("id") : entry->end();
      bool has_id = entry->is_object() && id != entry->end() && id->is_string();
      if (entry->is_object())
        result.push_back(
          {place, entry, has_id ? id->get<std::string>() : std::string{}});
    }
  return result;
}

/// Ids that may be cited: the catalogue's and those the document brings.
std::set<std::string> known_ids(const subject& about,
                                const std::vector<brought_source>& brought) {
  std::set<std::string> ids;
  for (const auto& one : about.inputs.sources)
    ids.insert(one.id);
  for (const auto& one : brought)
    ids.insert(one.id);
  return ids;
}

/// `S7`, not `S07`: one number, one id.
bool is_plain_id(const std::string& id) {
  auto number = source_number(id);
  return number && *number > 0 && id == "S" + std::to_string(*number);
}

/// Whether the catalogue has the id for another document than the entry's, so
/// that all who cite it would come to cite this one.
bool takes_shown_id(const subject& about, const brought_source& one) {
  const auto& shown = about.inputs.sources;
  // A foundation lays the catalogue, and is shown none.
  if (about.inputs.stage == about.inputs.graph.foundation
      || std::none_of(shown.begin(), shown.end(),
                      [&](const source& known) { return known.id == one.id; }))
    return false;
  return find_source(shown, read_source(*one.entry, about.inputs.stage))
         != one.id;
}

/// What the id of a source should be instead; empty: it is fine. `seen` holds
/// those of the sources before it.
std::string id_objection(const subject& about, const brought_source& one,
                         std::set<std::string>& seen) {
  auto next = next_source_id(about.inputs.sources);
  if (!is_plain_id(one.id))
    return "an id such as " + next;
  // An id the document brings twice would make its references ambiguous.
  if (!seen.insert(one.id).second)
    return "an id of its own";
  if (takes_shown_id(about, one))
    return next + " or higher (" + one.id
           + " is another source of the "
             "catalogue already)";
  return {};
}

void find_bad_entries(const subject& about,
                      const std::vector<brought_source>& brought,
                      violations& into) {
  std::set<std::string> seen;
  for (const auto& one : brought) {
    if (!one.id.empty())
      if (auto wanted = id_objection(about, one, seen); !wanted.empty())
        into.push_back(
          {one.pointer + "/id", std::move(wanted), shown_value(one.id)});
    auto date = one.entry->find("date");
    if (date == one.entry->end() || !date->is_string())
      continue;
    auto wanted
      = date_objection(date->get_ref<const std::string&>(), about.inputs.now);
    if (!wanted.empty())
      into.push_back(
        {one.pointer + "/date", std::move(wanted), shown_value(*date)});
  }
}

} // namespace

violations check_sources(const subject& about) {
  violations found;
  auto brought = brought_by(about.document);
  auto known = known_ids(about, brought);
  for (const auto& id : cited_in(about.document).firm)
    if (known.count(id) == 0)
      found.push_back({"", "only ids of the catalogue or of new_sources", id});
  find_bad_entries(about, brought, found);
  return found;
}

violations check_unique_ids(const subject& about) {
  unsigned next = 1;
  for (const auto& [place, id] : about.values("values")) {
    auto wanted = "S" + std::to_string(next++);
    if (*id != wanted)
      return {{place, shown_value(wanted) + " (ids count on from S1)",
               shown_value(*id)}};
  }
  return {};
}

violations check_past_dates(const subject& about) {
  violations found;
  for (const auto& [place, date] : about.values("values")) {
    if (!date->is_string())
      continue;
    auto wanted
      = date_objection(date->get_ref<const std::string&>(), about.inputs.now);
    if (!wanted.empty())
      found.push_back({place, std::move(wanted), shown_value(*date)});
  }
  return found;
}

} // namespace dossier::report
