#include "actors/report/sources.hpp"

#include "actors/report/address.hpp"
#include "actors/report/members.hpp"
#include "actors/report/references.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <unordered_map>

namespace dossier::report {

namespace {

using nlohmann::json;

std::string lower(std::string text) {
  for (auto& letter : text)
    if (letter >= 'A' && letter <= 'Z')
      letter = static_cast<char>(letter - 'A' + 'a');
  return text;
}

/// Letters and digits in lower case, one blank where anything else stood.
std::string normal_citation(const std::string& citation) {
  std::string result;
  for (auto letter : lower(citation)) {
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
/// pages such as a list of results show another one each quarter.
std::string address_key(const source& entry) {
  auto address = normal_address(entry.url);
  if (address.empty())
    return {};
  return address + '\n' + normal_citation(entry.type) + '\n'
         + normal_citation(entry.date);
}

/// Finds the source that an entry repeats. Ids only: the catalogue grows.
class known_sources {
public:
  explicit known_sources(const source_catalog& catalog) {
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
    return "S" + std::to_string(last_ + 1);
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

/// Ids of the document's text: all that are citations beyond doubt, and those
/// that may be one where there is such a source.
std::set<std::string> all_cited(const json& document) {
  auto [cited, loose] = cited_in(document);
  cited.merge(loose);
  return cited;
}

} // namespace

merged merge_sources(const source_catalog& catalog, stage_index stage,
                     json document) {
  merged result;
  if (!document.is_object()) {
    result.document = std::move(document);
    return result;
  }
  // Most sections bring no source, and then nobody needs to know them all.
  std::optional<known_sources> known;
  renames names;
  json brought = json::object();
  auto cited = all_cited(document);
  for (const auto* key : {"source_catalog", "new_sources"})
    if (auto found = document.find(key);
        found != document.end() && found->is_array()) {
      brought[key] = std::move(*found);
      document.erase(found);
      if (!known)
        known.emplace(catalog);
      // The catalogue is laid for others to cite.
      auto is_own = std::string_view{key} == "new_sources";
      admit(brought[key], stage, is_own ? &cited : nullptr, *known, names,
            result.added);
    }
  if (!names.empty())
    rewrite_references(document, [&](const std::string& id) {
      auto found = names.find(id);
      return found == names.end() ? id : found->second;
    });
  auto grown = catalog;
  grown.insert(grown.end(), result.added.begin(), result.added.end());
  result.sources_used = cited_ids(document, grown);
  document.update(brought);
  if (document.contains("sources_used"))
    document["sources_used"] = result.sources_used;
  result.document = std::move(document);
  return result;
}

source read_source(const json& entry, stage_index stage) {
  return {text_at(entry, "id"),   text_at(entry, "citation"),
          text_at(entry, "url"),  text_at(entry, "type"),
          text_at(entry, "date"), stage};
}

std::optional<std::string> find_source(const source_catalog& catalog,
                                       const source& wanted) {
  return known_sources{catalog}.find(wanted);
}

std::vector<std::string> cited_ids(const json& document,
                                   const source_catalog& catalog) {
  auto [cited, loose] = cited_in(document);
  for (const auto& known : catalog)
    if (loose.count(known.id) > 0)
      cited.insert(known.id);
  std::vector<std::string> result(cited.begin(), cited.end());
  std::stable_sort(result.begin(), result.end(),
                   [](const std::string& a, const std::string& b) {
                     return source_number(a).value_or(~0U)
                            < source_number(b).value_or(~0U);
                   });
  return result;
}

std::string next_source_id(const source_catalog& catalog) {
  unsigned last = 0;
  for (const auto& known : catalog)
    last = std::max(last, source_number(known.id).value_or(0));
  return "S" + std::to_string(last + 1);
}

std::optional<unsigned> source_number(std::string_view id) noexcept {
  constexpr std::size_t max_digits = 6;
  if (id.size() < 2 || id.size() > max_digits + 1 || id.front() != 'S')
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
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < catalog.size(); ++i)
    places.emplace(catalog[i].id, i);
  std::vector<std::vector<stage_index>> result(catalog.size());
  auto count = std::min(graph.stages.size(), stages.size());
  for (std::size_t i = 0; i < count; ++i) {
    // A computed stage repeats what others cite.
    if (graph.stages[i].kind == stage_kind::computed
        || stages[i].output_hash.empty())
      continue;
    for (const auto& id : std::set<std::string>(stages[i].sources_used.begin(),
                                                stages[i].sources_used.end()))
      if (auto found = places.find(id); found != places.end())
        result[found->second].push_back(static_cast<stage_index>(i));
  }
  return result;
}

} // namespace dossier::report
