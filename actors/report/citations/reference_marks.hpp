/// The marks around ids in a text. For the sources of `references.hpp` alone.

#pragma once

#include "actors/report/citations/references.hpp"

#include <algorithm>
#include <optional>

namespace dossier::report {

struct stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_digit(char letter) noexcept;
bool is_lower_letter(char32_t code) noexcept;

/// What belongs to the word it touches. Scripts that put no blanks between
/// words touch ids without meaning it.
bool joins_word(char32_t code) noexcept;

/// Zero where there is none.
char32_t code_before(std::string_view text, std::size_t at) noexcept;
char32_t code_at(std::string_view text, std::size_t at) noexcept;

/// The first position from `at` on that is no blank.
std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept;

/// The first S, capital or small, from `at` on; the end where there is none.
std::size_t next_s(std::string_view text, std::size_t at) noexcept;

/// The end of the digits at `at`.
std::size_t skip_digits(std::string_view text, std::size_t at) noexcept;

/// Behind the hyphen, dash or minus at `at`; `at` itself where there is none.
std::size_t skip_dash(std::string_view text, std::size_t at) noexcept;

/// Whether a number that ends at `end` stands for itself: no `4.5`, `30%` or
/// `1,200`.
bool is_whole_number(std::string_view text, std::size_t end) noexcept;

/// From each opening bracket to its closing one, the outer ones alone.
std::vector<stretch> brackets_in(std::string_view text);

/// Every S with digits that stands for itself, whatever else is around it.
std::vector<stretch> ids_in(std::string_view text);

struct id_range {
  /// Empty where there is none.
  stretch position;
  unsigned first = 0;
  unsigned last = 0;
  /// `S27–S29`, not `S27–29`.
  bool has_both_ids = false;

  bool is_found() const noexcept {
    return position.begin < position.end;
  }

  /// Few enough, and in order.
  bool can_be_spelled() const noexcept;
};

/// The range that begins with an id; `S27 to S29` is one in brackets and cells.
id_range range_at(std::string_view text, const stretch& id, bool is_inside);

/// Whether a capitalised word and one blank stand right before `at`.
bool follows_name(std::string_view text, std::size_t at);

/// A text, its ids, and whether they are meant as such.
class marked_text {
public:
  marked_text(std::string_view text, std::string_view key);

  const std::vector<stretch>& ids() const noexcept {
    return ids_;
  }

  /// In brackets or a cell for sources nothing else is meant.
  bool is_inside(std::size_t at) const;

  /// Whether any position can be so.
  bool has_inside() const noexcept {
    return is_cell_ || !brackets_.empty();
  }

  /// Nothing where the id is part of something else.
  std::optional<grip> grip_of(const stretch& id) const;

private:
  bool is_at_id(std::size_t at) const;
  bool is_compound(const stretch& id) const;
  bool is_glued(const stretch& id) const;

  std::string_view text_;
  bool is_cell_;
  bool is_symbol_;
  std::vector<stretch> ids_;
  std::vector<stretch> brackets_;
};

/// Whether a text is nothing but ids and what `is_gap` takes for a gap.
template <class IsGap>
bool is_list(std::string_view text, const std::vector<stretch>& ids,
             const IsGap& is_gap) {
  std::size_t at = 0;
  for (const auto& [begin, end] : ids) {
    if (!is_gap(text.substr(at, begin - at)))
      return false;
    at = end;
  }
  return !ids.empty() && is_gap(text.substr(at));
}

} // namespace dossier::report
