/// Text in every script: its characters, what they are, what is the same to a
/// reader, and how wide it is. Whatever the project knows of Unicode stands
/// behind this header. Text that is no UTF-8 is read to its end: each broken
/// sequence counts as one U+FFFD.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dossier::utf8 {

// -- bytes --------------------------------------------------------------------

/// No overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid(std::string_view text) noexcept;

/// With U+FFFD for what is no UTF-8; valid text comes back as it is.
std::string repaired(std::string_view text);

struct character {
  char32_t code = 0;
  /// Its bytes in the text; those of a broken sequence as they are.
  std::string_view bytes;
};

/// Takes the first code point off `text`, which is not empty.
character take(std::string_view& text) noexcept;

/// Takes the last code point, or broken sequence, off `text`, which is not
/// empty.
character take_last(std::string_view& text) noexcept;

void append(std::string& text, char32_t code);

/// Code points, which is what limits of the API count.
std::size_t count(std::string_view text) noexcept;

/// The first or last `max_bytes` bytes, less what would split a code point.
std::string_view head(std::string_view text, std::size_t max_bytes) noexcept;
std::string_view tail(std::string_view text, std::size_t max_bytes) noexcept;

/// The first position at or after `at` where a code point begins, or the end.
std::size_t next_border(std::string_view text, std::size_t at) noexcept;

/// At most `max_bytes` bytes, for people: a longer text is cut between grapheme
/// clusters and ends with an ellipsis, which takes three of them.
std::string excerpt(std::string_view text, std::size_t max_bytes);

// -- what a code point is -----------------------------------------------------

bool is_white_space(char32_t code) noexcept;

/// A letter, decimal digit or letter-like number (〇, Ⅻ) of any script that
/// leaves ink: no Hangul filler.
bool is_letter_or_digit(char32_t code) noexcept;

/// A hyphen, dash or minus sign beyond ASCII, which people write for `-`.
bool is_dash(char32_t code) noexcept;

/// Letters, marks and numbers: what words are made of once they are folded.
bool is_word_part(char32_t code) noexcept;

/// Leaves ink of its own: no blank, mark, control or private use.
bool is_visible(char32_t code) noexcept;

/// C0, C1, separators of lines, and what overrides the direction of text.
bool is_control(char32_t code) noexcept;

/// Leaves no trace and has no part in spelling: soft hyphen, zero-width space,
/// byte order mark, marks of direction. The joiners that Persian, the scripts
/// of India and emoji are spelled with are no such characters.
bool is_hidden(char32_t code) noexcept;

/// Of a script that puts no spaces between words, or, as Korean, joins words
/// that readers know one by one: Chinese, Japanese, Korean, Thai, Lao, Khmer,
/// Burmese and their kin.
bool is_unspaced(char32_t code) noexcept;

/// Without white space and hidden characters at both ends.
std::string_view trimmed(std::string_view text) noexcept;

/// Whether there is nothing but white space and hidden characters.
bool is_blank(std::string_view text) noexcept;

// -- comparing ----------------------------------------------------------------

/// What is the same to one who searches is the same text: letters without case,
/// width, accent and ligature (ß is ss, ﬁ is fi, ø is o, final sigma a sigma),
/// decimal digits as ASCII, Katakana as Hiragana, without hidden characters,
/// composed. Letters that only look like an accented one stay: й, ў, ї, and
/// the voiced Kana. So does an iota below a Greek letter, as the iota that it
/// is in capitals: ᾳ and ΑΙ are αι. Punctuation stays too.
std::string fold(std::string_view text);

/// Small letters, and nothing else changed: what is read by machines differs by
/// its accents.
std::string lower(std::string_view text);

/// Moves when `fold` gives another text than before: with our rules, or with
/// the version of Unicode.
std::string fold_version();

// -- columns ------------------------------------------------------------------

/// Takes the first grapheme cluster, what a reader sees as one character, off
/// `text`, which is not empty.
std::string_view take_cluster(std::string_view& text) noexcept;

/// Cells on a terminal: two for wide letters and emoji, none for marks. What is
/// wide in some East Asian fonts only counts as narrow.
std::size_t width(std::string_view text) noexcept;

} // namespace dossier::utf8
