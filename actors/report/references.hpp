/// Where a text cites sources: `(S3)`, `S1, S7`, and what only looks like it.

#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::report {

/// A firm reference is a citation beyond doubt: `(S3, S8)` in prose, a list of
/// ids, or a single one in a field for sources. A loose one stands bare in a
/// sentence: perhaps a citation, perhaps the name of a company.
enum class grip : std::uint8_t { firm, loose };

struct reference {
  std::size_t begin = 0;
  std::size_t end = 0;
  enum grip grip = grip::loose;
};

/// A reference is an S with digits that stands alone. Not one: `S2B`, `SKU`,
/// `S3-compatible`, and what a capitalised word makes a name, as in
/// `Galaxy S24` and `S7 Airlines`. `key` is where the text stood.
std::vector<reference> references_in(std::string_view text,
                                     std::string_view key = {});

/// Whether values under this key may cite; addresses, citations and ticker
/// symbols never do.
bool may_cite(std::string_view key) noexcept;

/// Ids by how they are cited; an id may be in both.
struct citations {
  std::set<std::string> firm;
  std::set<std::string> loose;
};

/// What the document's text cites, `sources_used` and the entries of
/// `source_catalog` and `new_sources` aside.
citations cited_in(const nlohmann::json& document);

/// Replaces each reference by what `rename` makes of its id. Lists that come to
/// name an id twice lose the repeat.
void rewrite_references(
  nlohmann::json& document,
  const std::function<std::string(const std::string&)>& rename);

/// The keys under which a document brings sources.
bool brings_sources(std::string_view key) noexcept;

} // namespace dossier::report
