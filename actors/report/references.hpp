/// Where a text cites sources: `(S3)`, `S1, S7`, and what only looks like it.

#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::report {

struct reference {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A reference is an S with digits that stands alone. Not one: `S2B`, `SKU`,
/// `S3-compatible`, and a product's name, which is a bare S24 right after a
/// capitalised word (`Galaxy S24`).
std::vector<reference> references_in(std::string_view text);

/// Whether values under this key may cite; addresses, citations and ticker
/// symbols never do.
bool may_cite(std::string_view key) noexcept;

/// Ids cited in the document's text, `sources_used` and the entries of
/// `source_catalog` and `new_sources` aside.
std::set<std::string> cited_in(const nlohmann::json& document);

/// Replaces each reference by what `rename` makes of its id. Lists that come to
/// name an id twice lose the repeat.
void rewrite_references(
  nlohmann::json& document,
  const std::function<std::string(const std::string&)>& rename);

/// The keys under which a document brings sources.
bool brings_sources(std::string_view key) noexcept;

} // namespace dossier::report
