/// Where a text cites sources: `(S3)`, `S1, S7`, and what only looks like it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::report {

/// Of the id of a source: a longer number is something else.
inline constexpr std::size_t max_id_digits = 6;

/// How sure it is that an id is meant. A firm one is: it stands in brackets, in
/// a cell for sources or in a list of ids. A bare one stands in a sentence:
/// most likely a source, unless something the report is about has that name. A
/// named one touches a capitalised word, as in `Reuters S28` and `Galaxy S24`:
/// a source if there is such a one, else a name.
enum class grip : std::uint8_t { firm, bare, named };

struct reference {
  std::size_t begin = 0;
  std::size_t end = 0;
  enum grip grip = grip::bare;
};

/// A reference is an S, small or capital, with up to six digits and no letter
/// or digit beside it. Not one: `S2B`, `S4HANA`, `S3-compatible`, `R&S3`. `key`
/// is where the text stood.
std::vector<reference> references_in(std::string_view text,
                                     std::string_view key = {});

/// The id as catalogues have it: `S28` for `s28`.
std::string id_at(std::string_view text, const reference& where);

/// What is meant to cite and does not say which source: `S1, 28`, `S28a`,
/// `S28.4`, `S 28`, and ranges, which `plain_text` has spelled out where they
/// can be.
std::vector<std::string> unclear_in(std::string_view text,
                                    std::string_view key = {});

/// The text with its citations as prompts ask for them: ranges spelled out,
/// capital letters, and a cell of ids alone as `S1, S7`.
std::string plain_text(std::string_view text, std::string_view key = {});

/// Cells of ids: `source`, `sources`, `fx_source`, but not `source_name`.
bool holds_sources(std::string_view key) noexcept;

/// The id that is all a text says, in a field that is not for sources: a name.
/// Empty where there is none.
std::string lone_name(std::string_view text, std::string_view key);

} // namespace dossier::report
