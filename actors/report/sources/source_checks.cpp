#include "actors/report/checks/check_kinds.hpp"
#include "actors/report/citations/citations.hpp"
#include "actors/report/schema/schema_walk.hpp"
#include "actors/report/schema/unknown.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources/dates.hpp"
#include "actors/report/sources/sources.hpp"

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
    for (auto& [pointer, entry] : select(document, list)) {
      auto id = entry->is_object() ? entry->find("id") : entry->end();
      bool has_id = entry->is_object() && id != entry->end() && id->is_string();
      if (entry->is_object())
        result.push_back(
          {.pointer = pointer,
           .entry = entry,
           .id = has_id ? id->get<std::string>() : std::string{}});
    }
  return result;
}

bool is_foundation(const subject& about) {
  return about.inputs.stage == about.inputs.graph.foundation;
}

/// Ids that may be cited: those the document brings, and the catalogue's. A
/// foundation lays the catalogue, and is shown none.
std::set<std::string> known_ids(const subject& about) {
  auto ids = brought_ids(about.document);
  if (!is_foundation(about))
    for (const auto& one : about.inputs.sources)
      ids.insert(one.id);
  return ids;
}

/// What looks like an id and is a name of the foundation's, such as a company.
std::set<std::string> known_names(const subject& about) {
  auto foundation = about.inputs.graph.foundation;
  const auto& outputs = about.inputs.outputs;
  return foundation < outputs.size() && outputs[foundation]
           ? cited_in(to_document(outputs[foundation])).names
           : std::set<std::string>{};
}

void find_unknown_ids(const subject& about, violations& into) {
  auto cited = cited_in(about.document);
  for (const auto& name : known_names(about))
    cited.bare.erase(name);
  cited.firm.merge(cited.bare);
  auto known = known_ids(about);
  for (const auto& id : cited.firm)
    if (known.count(id) == 0)
      into.push_back(
        {.pointer = "",
         .expected = "only ids of the catalogue or of new_sources (what is no "
                     "source and has such a name takes a hyphen: S-"
                     + id.substr(1) + ")",
         .found = id});
  for (const auto& [pointer, text] : unclear_citations(about.document))
    into.push_back(
      {.pointer = pointer,
       .expected = "each id whole and by itself, such as (S1, S2), and no id "
                   "for anything else",
       .found = shown_value(text)});
}

/// The last step of a pointer that is no index of a list.
std::string key_of(const std::string& pointer) {
  auto end = pointer.size();
  for (;;) {
    auto begin = pointer.rfind('/', end - 1);
    if (begin == std::string::npos || end == 0)
      return {};
    auto step = pointer.substr(begin + 1, end - begin - 1);
    if (step.find_first_not_of("0123456789") != std::string::npos)
      return step;
    end = begin;
  }
}

/// A letter that rates, where the schema lists them, is no citation.
bool is_cell(const std::string& pointer, const schema_nodes& nodes) {
  auto lists_values = [](const json* node) {
    return node->is_object() && node->contains("enum");
  };
  return !nodes.empty() && holds_sources(key_of(pointer))
         && std::none_of(nodes.begin(), nodes.end(), lists_values);
}

/// Cells for sources, as far as the schema knows them, that name none.
void find_cells_without_id(const subject& about, violations& into) {
  if (!about.inputs.schema)
    return;
  const auto& schema = *about.inputs.schema;
  walk_schema(about.document, schema, root_nodes(schema), "",
              [&](const std::string& pointer, const json& value,
                  const schema_nodes& nodes) {
                if (!value.is_string() || !is_cell(pointer, nodes))
                  return;
                const auto& text = value.get_ref<const std::string&>();
                if (!says_unknown(text)
                    && references_in(text, "source").empty())
                  into.push_back({.pointer = pointer,
                                  .expected = "ids alone, such as S1, S7, or –",
                                  .found = shown_value(value)});
              });
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
  if (is_foundation(about)
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
        into.push_back({.pointer = one.pointer + "/id",
                        .expected = std::move(wanted),
                        .found = shown_value(one.id)});
    auto date = one.entry->find("date");
    if (date == one.entry->end() || !date->is_string())
      continue;
    auto wanted
      = date_objection(date->get_ref<const std::string&>(), about.inputs.now);
    if (!wanted.empty())
      into.push_back({.pointer = one.pointer + "/date",
                      .expected = std::move(wanted),
                      .found = shown_value(*date)});
  }
}

} // namespace

violations check_sources(const subject& about) {
  violations found;
  find_unknown_ids(about, found);
  find_cells_without_id(about, found);
  find_bad_entries(about, brought_by(about.document), found);
  return found;
}

violations check_unique_ids(const subject& about) {
  unsigned next = 1;
  for (const auto& [pointer, id] : about.values("values")) {
    auto wanted = "S" + std::to_string(next++);
    if (*id != wanted)
      return {{.pointer = pointer,
               .expected = shown_value(wanted) + " (ids count on from S1)",
               .found = shown_value(*id)}};
  }
  return {};
}

violations check_past_dates(const subject& about) {
  violations found;
  for (const auto& [pointer, date] : about.values("values")) {
    if (!date->is_string())
      continue;
    auto wanted
      = date_objection(date->get_ref<const std::string&>(), about.inputs.now);
    if (!wanted.empty())
      found.push_back({.pointer = pointer,
                       .expected = std::move(wanted),
                       .found = shown_value(*date)});
  }
  return found;
}

} // namespace dossier::report
