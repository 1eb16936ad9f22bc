#include "actors/report/sources.hpp"

#include "actors/report/references.hpp"
#include "actors/report/section.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <unordered_map>

namespace dossier::report {

namespace {

using nlohmann::json;

bool is_blank(char letter) noexcept {
  return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

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

void remove_prefix(std::string& text, std::string_view prefix) {
  if (text.compare(0, prefix.size(), prefix) == 0)
    text.erase(0, prefix.size());
}

/// Without scheme, `www.`, fragment and closing slash. Empty for an address
/// that names a host and no document.
std::string normal_url(std::string url) {
  std::erase_if(url, is_blank);
  url = url.substr(0, url.find('#'));
  auto host_end
    = url.find('/', url.find("://") == url.npos ? 0 : url.find("://") + 3);
  auto host = lower(url.substr(0, host_end));
  auto path = host_end == url.npos ? "" : url.substr(host_end);
  for (auto prefix : {"https://", "http://", "www."})
    remove_prefix(host, prefix);
  while (!path.empty() && path.back() == '/')
    path.pop_back();
  return path.empty() ? "" : host + path;
}

std::string text_at(const json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string{};
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
    note(urls_, normal_url(entry.url), number);
  }

  std::optional<std::string> find(const source& entry) const {
    auto by_citation = look_up(citations_, normal_citation(entry.citation));
    auto by_url = look_up(urls_, normal_url(entry.url));
    auto number = std::min(by_citation, by_url);
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
  numbers urls_;
  unsigned last_ = 0;
};

using renames = std::unordered_map<std::string, std::string>;

/// Gives each entry its final id and notes what that means for the text.
void admit(json& entries, stage_index stage, known_sources& known,
           renames& names, std::vector<source>& added) {
  auto kept = json::array();
  std::set<std::string> seen;
  for (auto& entry : entries) {
    if (!entry.is_object())
      continue;
    source next{"",
                text_at(entry, "citation"),
                text_at(entry, "url"),
                text_at(entry, "type"),
                text_at(entry, "date"),
                stage};
    if (auto same = known.find(next)) {
      next.id = *same;
    } else {
      next.id = known.next();
      known.add(next);
      added.push_back(next);
    }
    names.try_emplace(text_at(entry, "id"), next.id);
    entry["id"] = next.id;
    if (seen.insert(next.id).second)
      kept.push_back(std::move(entry));
  }
  entries = std::move(kept);
}

/// In numeric order, once each.
void sort_ids(std::vector<std::string>& ids) {
  auto number
    = [](const std::string& id) { return source_number(id).value_or(~0U); };
  std::stable_sort(ids.begin(), ids.end(),
                   [&](const std::string& a, const std::string& b) {
                     return number(a) < number(b);
                   });
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
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
  for (const auto* key : {"source_catalog", "new_sources"})
    if (auto found = document.find(key);
        found != document.end() && found->is_array()) {
      brought[key] = std::move(*found);
      document.erase(found);
      if (!known)
        known.emplace(catalog);
      admit(brought[key], stage, *known, names, result.added);
    }
  if (!names.empty())
    rewrite_references(document, [&](const std::string& id) {
      auto found = names.find(id);
      return found == names.end() ? id : found->second;
    });
  document.update(brought);
  result.sources_used = sources_used(document);
  sort_ids(result.sources_used);
  if (document.contains("sources_used"))
    document["sources_used"] = result.sources_used;
  result.document = std::move(document);
  return result;
}

std::string next_source_id(const source_catalog& catalog) {
  return known_sources{catalog}.next();
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
