/// What a document cites, and how its citations are written anew.

#pragma once

#include "actors/report/citations/references.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <set>

namespace dossier::report {

/// Ids by how they are cited; an id may be in several. The document's own
/// `sources_used`, and what it tells of its sources, cite nothing.
struct citations {
  std::set<std::string> firm;
  std::set<std::string> bare;
  std::set<std::string> named;
  /// What looks like an id and is all a field says, such as a company `S7`:
  /// a name, wherever it stands bare.
  std::set<std::string> names;

  /// Bare and named ones: they count where there is such a source.
  std::set<std::string> loose() const;

  /// Ids that stand in the document without being citations beyond doubt. No
  /// source may come to have them.
  std::set<std::string> standing() const;
};

citations cited_in(const nlohmann::json& document);

/// What is meant to cite and does not say which source.
struct unclear_citation {
  std::string pointer;
  std::string text;
};

std::vector<unclear_citation> unclear_citations(const nlohmann::json& document);

/// Brings all citations into the form that prompts ask for, as `plain_text`.
void write_plainly(nlohmann::json& document);

/// Replaces each reference by what `rename` makes of its id, also in keys.
/// Lists that come to name an id twice lose the repeat.
void rewrite_references(
  nlohmann::json& document,
  const std::function<std::string(const std::string&)>& rename);

/// Whether values under this key may cite; addresses never do.
bool may_cite(std::string_view key) noexcept;

/// The keys under which a document brings sources.
bool brings_sources(std::string_view key) noexcept;

} // namespace dossier::report
