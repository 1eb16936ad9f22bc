/// Columns that line up, for people. Cells are made safe to print here.

#pragma once

#include "tools/ctl/text/display.hpp"
#include "tools/ctl/text/tone.hpp"

#include <string>
#include <vector>

namespace dossier::ctl {

/// What becomes of a column when not all of them fit. Ids and statuses are of
/// no use in part, so their columns stay; others may go, the last one first.
enum class when_narrow { shrinks, stays, goes };

struct column {
  std::string title;
  side align = side::left;
  when_narrow rule = when_narrow::shrinks;
};

struct cell {
  cell(std::string words, tone meaning = tone::plain)
    : text(std::move(words)), look(meaning) {
    // nop
  }

  std::string text;
  tone look;
};

/// What becomes of a cell that does not fit its column.
enum class overflow { cut, wrap };

class table {
public:
  explicit table(std::vector<column> columns);

  /// Takes one cell a column.
  void add(std::vector<cell> row);

  bool empty() const {
    return rows_.empty();
  }

  /// Whether lines of `width` cells hold every word in one piece.
  bool fits_words(std::size_t width) const;

  /// Returns lines of at most `width` cells where the columns can shrink that
  /// far; a `width` of 0 means no limit.
  std::vector<std::string> lines(std::size_t width, overflow rule,
                                 colours allowed) const;

private:
  /// One a column; 0 for a column that has to go.
  std::vector<std::size_t> widths(std::size_t limit, overflow rule) const;
  std::vector<std::size_t> natural_widths() const;
  std::vector<std::size_t> word_widths() const;

  /// Narrows the columns that shrink, the widest first, but none below
  /// `least` nor its entry in `floors`. Says whether all fit.
  bool shrink(std::vector<std::size_t>& widths, std::size_t limit,
              std::size_t least, const std::vector<std::size_t>& floors) const;

  void add_lines(std::vector<std::string>& to, const std::vector<cell>& row,
                 const std::vector<std::size_t>& widths, overflow rule,
                 colours allowed) const;

  std::vector<column> columns_;
  std::vector<std::vector<cell>> rows_;
};

} // namespace dossier::ctl
