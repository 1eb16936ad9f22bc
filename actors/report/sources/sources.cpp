#include "actors/report/sources/sources.hpp"

#include "actors/report/citations/citations.hpp"
#include "actors/report/citations/references.hpp"
#include "actors/report/schema/members.hpp"
#include "actors/report/schema/unknown.hpp"
#include "actors/report/section.hpp"
#include "actors/report/sources/address.hpp"
#include "actors/report/sources/dates.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <unordered_map>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Letters and digits in lower case, one blank where anything else stood.
std::string normal_citation(const std::string& citation) {
  std::string result;
  for (auto letter : utf8::lower(citation)) {
    auto byte = static_cast<unsigned char>(letter);
    bool counts = byte >= 0x80 || (letter >= 'a' && letter <= 'z')
                  || (letter >= '0' && letter <= '9');
    if (counts)
      result += letter;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (!result.empty() && result.back() == ' ')
    result.pop_back();
  return result == "–" ? "" : result;
}

/// What an address with other words behind it must share to be one document:
/// pages such as a list of results show another one each quarter, and days that
/// are not known are not the same day.
std::string address_key(const source& entry) {
  auto address = normal_address(entry.url);
  auto date = normal_date(entry.date);
  if (address.empty() || says_unknown(date))
    return {};
  return address + '\n' + normal_citation(entry.type) + '\n'
         + normal_citation(date);
}

/// Finds the source that an entry repeats. Ids only: the catalogue grows.
class known_sources {
public:
  /// Ids of `reserved` are given to nobody.
  explicit known_sources(const source_catalog& catalog,
                         const std::set<std::string>* reserved = nullptr)
    : reserved_(reserved) {
    for (const auto& entry : catalog)
      add(entry);
  }

  void add(const source& entry) {
    auto number = source_number(entry.id).value_or(0);
    last_ = std::max(last_, number);
    note(citations_, normal_citation(entry.citation), number);
    note(addresses_, address_key(entry), number);
  }

  std::optional<std::string> find(const source& entry) const {
    auto by_citation = look_up(citations_, normal_citation(entry.citation));
    auto by_address = look_up(addresses_, address_key(entry));
    auto number = std::min(by_citation, by_address);
    if (number == none)
      return {};
    return "S" + std::to_string(number);
  }

  std::string next() const {
    for (auto number = last_ + 1;; ++number)
      if (auto id = "S" + std::to_string(number);
          !reserved_ || reserved_->count(id) == 0)
        return id;
  }

private:
  using numbers = std::unordered_map<std::string, unsigned>;
  static constexpr auto none = ~0U;

  static void note(numbers& into, const std::string& key, unsigned number) {
    if (key.empty())
      return;
    auto& known = into.try_emplace(key, number).first->second;
    known = std::min(known, number);
  }

  static unsigned look_up(const numbers& in, const std::string& key) {
    auto found = in.find(key);
    return found == in.end() ? none : found->second;
  }

  numbers citations_;
  numbers addresses_;
  const std::set<std::string>* reserved_;
  unsigned last_ = 0;
};

using renames = std::unordered_map<std::string, std::string>;

/// Gives each entry its final id and notes what that means for the text.
/// Entries that nothing refers to are dropped, unless `cited` is null.
void admit(json& entries, stage_index stage, const std::set<std::string>* cited,
           known_sources& known, renames& names, std::vector<source>& added) {
  auto kept = json::array();
  std::set<std::string> seen;
  for (auto& entry : entries) {
    auto id = entry.is_object() ? text_at(entry, "id") : std::string{};
    if (!entry.is_object() || (cited && cited->count(id) == 0))
      continue;
    auto next = read_source(entry, stage);
    if (auto same = known.find(next)) {
      next.id = *same;
    } else {
      next.id = known.next();
      known.add(next);
      added.push_back(next);
    }
    names.try_emplace(std::move(id), next.id);
    entry["id"] = next.id;
    if (seen.insert(next.id).second)
      kept.push_back(std::move(entry));
  }
  entries = std::move(kept);
}

std::set<std::string> ids_of(const source_catalog& catalog, std::size_t count) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < std::min(count, catalog.size()); ++i)
    ids.insert(catalog[i].id);
  return ids;
}

std::vector<std::string> in_order(const std::set<std::string>& ids) {
  std::vector<std::string> result(ids.begin(), ids.end());
  std::stable_sort(result.begin(), result.end(),
                   [](const std::string& a, const std::string& b) {
                     return source_number(a).value_or(~0U)
                            < source_number(b).value_or(~0U);
                   });
  return result;
}

/// All that are citations beyond doubt, and those that may be one where `known`
/// has such a source.
std::vector<std::string> cited_among(const json& document,
                                     const std::set<std::string>& known) {
  auto cited = cited_in(document);
  for (const auto& id : cited.loose())
    if (known.count(id) > 0)
      cited.firm.insert(id);
  return in_order(cited.firm);
}

/// One document on its way into the catalogue.
class merging {
public:
  merging(const source_catalog& catalog, stage_index stage,
          const merge_inputs& inputs, json document)
    : catalog_{catalog}, stage_{stage}, shown_{ids_of(catalog, inputs.shown)},
      reserved_{inputs.reserved} {
    result_.document = std::move(document);
  }

  merged run() && {
    auto cited = cited_in(result_.document);
    reserve(cited.standing());
    cited.firm.merge(cited.loose());
    for (const auto* key : {"source_catalog", "new_sources"})
      // The catalogue is laid for others to cite.
      take(key, std::string_view{key} == "new_sources" ? &cited.firm : nullptr);
    if (!names_.empty())
      rewrite_references(result_.document, [&](const std::string& id) {
        auto found = names_.find(id);
        return found == names_.end() ? id : found->second;
      });
    for (const auto& [ignored, id] : names_)
      shown_.insert(id);
    result_.sources_used = cited_among(result_.document, shown_);
    result_.document.update(brought_);
    if (result_.document.contains("sources_used"))
      result_.document["sources_used"] = result_.sources_used;
    return std::move(result_);
  }

private:
  /// What neither the catalogue nor the document has is a name: no source may
  /// come to be called so.
  void reserve(const std::set<std::string>& standing) {
    auto known = shown_;
    for (const auto& id : brought_ids(result_.document))
      known.insert(id);
    std::set_difference(standing.begin(), standing.end(), known.begin(),
                        known.end(), std::inserter(reserved_, reserved_.end()));
  }

  void take(const char* key, const std::set<std::string>* cited) {
    auto found = result_.document.find(key);
    if (found == result_.document.end() || !found->is_array())
      return;
    brought_[key] = std::move(*found);
    result_.document.erase(found);
    // Most sections bring no source, and then nobody needs to know them all.
    if (!known_)
      known_.emplace(catalog_, &reserved_);
    admit(brought_[key], stage_, cited, *known_, names_, result_.added);
  }

  const source_catalog& catalog_;
  stage_index stage_;
  std::set<std::string> shown_;
  std::set<std::string> reserved_;
  std::optional<known_sources> known_;
  renames names_;
  json brought_ = json::object();
  merged result_;
};

} // namespace

merged merge_sources(const source_catalog& catalog, stage_index stage,
                     json document, const merge_inputs& inputs) {
  if (document.is_object())
    return merging{catalog, stage, inputs, std::move(document)}.run();
  merged result;
  result.document = std::move(document);
  return result;
}

std::set<std::string> brought_ids(const json& document) {
  std::set<std::string> ids;
  for (const auto* key : {"source_catalog", "new_sources"})
    if (const auto* list = member(document, key); list && list->is_array())
      for (const auto& entry : *list)
        if (auto id = text_at(entry, "id"); !id.empty())
          ids.insert(std::move(id));
  return ids;
}

std::set<std::string> names_like_ids(const std::vector<section_text>& outputs) {
  std::set<std::string> result;
  for (const auto& output : outputs)
    if (output)
      result.merge(cited_in(to_document(output)).standing());
  return result;
}

source read_source(const json& entry, stage_index stage) {
  return {.id = text_at(entry, "id"),
          .citation = text_at(entry, "citation"),
          .url = text_at(entry, "url"),
          .type = text_at(entry, "type"),
          .date = text_at(entry, "date"),
          .stage = stage};
}

std::optional<std::string> find_source(const source_catalog& catalog,
                                       const source& wanted) {
  return known_sources{catalog}.find(wanted);
}

std::vector<std::string> cited_ids(const json& document,
                                   const source_catalog& catalog) {
  return cited_among(document, ids_of(catalog, catalog.size()));
}

std::string next_source_id(const source_catalog& catalog) {
  unsigned last = 0;
  for (const auto& known : catalog)
    last = std::max(last, source_number(known.id).value_or(0));
  return "S" + std::to_string(last + 1);
}

std::optional<unsigned> source_number(std::string_view id) noexcept {
  if (id.size() < 2 || id.size() > max_id_digits + 1 || id.front() != 'S')
    return {};
  unsigned number = 0;
  auto [end, error]
    = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size())
    return {};
  return number;
}

std::vector<std::vector<stage_index>>
sections_used_in(const pipeline& graph, const source_catalog& catalog,
                 const std::vector<stage_state>& stages) {
  std::unordered_map<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < catalog.size(); ++i)
    positions.emplace(catalog[i].id, i);
  std::vector<std::vector<stage_index>> result(catalog.size());
  auto count = std::min(graph.stages.size(), stages.size());
  for (std::size_t i = 0; i < count; ++i) {
    // A computed stage repeats what others cite.
    if (graph.stages[i].kind == stage_kind::computed
        || stages[i].output_hash.empty())
      continue;
    for (const auto& id : std::set<std::string>(stages[i].sources_used.begin(),
                                                stages[i].sources_used.end()))
      if (auto found = positions.find(id); found != positions.end())
        result[found->second].push_back(static_cast<stage_index>(i));
  }
  return result;
}

} // namespace dossier::report
