#include "actors/report/citations/citations.hpp"

#include "actors/report/schema/pointers.hpp"
#include "actors/report/sources/sources.hpp"

#include <algorithm>

namespace dossier::report {

namespace {

using nlohmann::json;

/// Calls `visit(pointer, text, key)` for each text, `key` being the nearest
/// above it.
template <class Json, class Visit>
void visit_texts(Json& value, const std::string& pointer,
                 const std::string& key, const Visit& visit) {
  if (value.is_string())
    return visit(pointer, value, key);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      visit_texts(value[i], child_of(pointer, std::to_string(i)), key, visit);
  if (value.is_object())
    for (auto& [name, next] : value.items())
      if (may_cite(name))
        visit_texts(next, child_of(pointer, name), name, visit);
}

/// The texts of a document, but not those about its sources.
template <class Json, class Visit>
void visit_own_texts(Json& document, const Visit& visit) {
  if (document.is_object())
    for (auto& [key, value] : document.items())
      if (key != "sources_used" && !brings_sources(key) && may_cite(key))
        visit_texts(value, child_of("", key), key, visit);
}

template <class Visit>
void visit_keys(const json& value, const Visit& visit) {
  if (value.is_object())
    for (const auto& [key, next] : value.items())
      if (!brings_sources(key)) {
        visit(key);
        visit_keys(next, visit);
      }
  if (value.is_array())
    for (const auto& next : value)
      visit_keys(next, visit);
}

void note(std::string_view text, std::string_view key, citations& into) {
  for (const auto& one : references_in(text, key))
    switch (one.grip) {
      case grip::firm: into.firm.insert(id_at(text, one)); break;
      case grip::bare: into.bare.insert(id_at(text, one)); break;
      case grip::named: into.named.insert(id_at(text, one)); break;
    }
}

// -- rewriting ----------------------------------------------------------------

using renaming = std::function<std::string(const std::string&)>;

bool is_list_of(std::string_view text, const std::vector<reference>& found) {
  std::size_t at = 0;
  auto is_gap = [&](std::size_t end) {
    return text.substr(at, end - at).find_first_not_of(" ,;") == text.npos;
  };
  for (const auto& one : found) {
    if (!is_gap(one.begin))
      return false;
    at = one.end;
  }
  return !found.empty() && is_gap(text.size());
}

/// Writes the references of one text anew.
class rewriting {
public:
  rewriting(const renaming& rename, std::set<std::string> names)
    : rename_{rename}, names_{std::move(names)} {
    // nop
  }

  std::string of(const std::string& text, const std::string& key) const {
    auto found = references_in(text, key);
    bool list = is_list_of(text, found);
    std::string result;
    std::set<std::string> seen;
    std::size_t at = 0;
    for (const auto& one : found) {
      auto id = id_at(text, one);
      if (one.grip != grip::bare || names_.count(id) == 0)
        id = rename_(id);
      if (!list || seen.insert(id).second)
        result += text.substr(at, one.begin - at) + id;
      at = one.end;
    }
    return result + text.substr(at);
  }

private:
  const renaming& rename_;
  std::set<std::string> names_;
};

bool is_id_list(const json& value) {
  return value.is_array()
         && std::all_of(value.begin(), value.end(), [](const json& element) {
              return element.is_string()
                     && source_number(element.get_ref<const std::string&>());
            });
}

/// Drops repeats; the first of each stays where it is.
void drop_repeats(json& ids) {
  auto kept = json::array();
  for (auto& id : ids)
    if (std::find(kept.begin(), kept.end(), id) == kept.end())
      kept.push_back(id);
  ids = std::move(kept);
}

void drop_repeats_in_lists(json& value, const json& before) {
  if (is_id_list(value) && value != before)
    return drop_repeats(value);
  if (value.is_object())
    for (auto& [key, next] : value.items())
      drop_repeats_in_lists(next, before.at(key));
  else if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      drop_repeats_in_lists(value[i], before[i]);
}

/// Two keys that come to be one keep their values apart.
void rewrite_keys(json& value, const rewriting& how) {
  if (value.is_array())
    for (auto& next : value)
      rewrite_keys(next, how);
  if (!value.is_object())
    return;
  auto result = json::object();
  for (auto& [key, next] : value.items()) {
    rewrite_keys(next, how);
    auto name = how.of(key, "");
    while (name != key && (result.contains(name) || value.contains(name)))
      name += '*';
    result[name] = std::move(next);
  }
  value = std::move(result);
}

} // namespace

std::set<std::string> citations::loose() const {
  auto result = bare;
  result.insert(named.begin(), named.end());
  return result;
}

std::set<std::string> citations::standing() const {
  auto result = loose();
  result.insert(names.begin(), names.end());
  return result;
}

citations cited_in(const json& document) {
  citations result;
  visit_own_texts(document, [&](const std::string&, const json& value,
                                const std::string& key) {
    const auto& text = value.get_ref<const std::string&>();
    note(text, key, result);
    if (auto name = lone_name(text, key); !name.empty())
      result.names.insert(std::move(name));
  });
  visit_keys(document, [&](const std::string& key) { note(key, "", result); });
  for (const auto& name : result.names)
    result.bare.erase(name);
  return result;
}

std::vector<unclear_citation> unclear_citations(const json& document) {
  std::vector<unclear_citation> found;
  visit_own_texts(document, [&](const std::string& pointer, const json& value,
                                const std::string& key) {
    for (auto& text : unclear_in(value.get_ref<const std::string&>(), key))
      found.push_back({pointer, std::move(text)});
  });
  visit_keys(document, [&](const std::string& key) {
    for (auto& text : unclear_in(key))
      found.push_back({.text = std::move(text)});
  });
  return found;
}

void write_plainly(json& document) {
  visit_own_texts(
    document, [](const std::string&, json& value, const std::string& key) {
      value = plain_text(value.get_ref<const std::string&>(), key);
    });
}

void rewrite_references(json& document, const renaming& rename) {
  auto before = document;
  rewriting how{rename, cited_in(document).names};
  visit_texts(document, "", "",
              [&](const std::string&, json& value, const std::string& key) {
                value = how.of(value.get_ref<const std::string&>(), key);
              });
  drop_repeats_in_lists(document, before);
  rewrite_keys(document, how);
}

bool may_cite(std::string_view key) noexcept {
  return key != "url";
}

bool brings_sources(std::string_view key) noexcept {
  return key == "source_catalog" || key == "new_sources";
}

} // namespace dossier::report
