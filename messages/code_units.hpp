/// Text that was cut inside a character: an emoji is two UTF-16 units in a
/// JSON escape and four bytes of UTF-8, and writers that count either send
/// half of it, or send its halves apart.

#pragma once

#include <string>
#include <string_view>

namespace dossier {

/// What becomes of a code unit that makes no character.
enum class stray_units {
  /// U+FFFD stands in its place.
  replaced,
  /// It is kept as characters that only `units_of` understands.
  kept,
};

/// JSON that a parser takes although single code units in its strings make no
/// character, be they escapes (`\ud83d`) or bytes. All else stays as it is.
std::string with_whole_characters(std::string_view json, stray_units how);

/// Of a string read out of JSON in which they were `kept`: the bytes as they
/// were sent, half a surrogate pair as the three bytes of its number.
std::string units_of(std::string_view kept);

/// Puts the characters of a text together that comes in pieces.
class text_joiner {
public:
  /// What is certain by now, in UTF-8: units that make no character have become
  /// U+FFFD; those at the end that may still make one wait for the next piece.
  std::string feed(std::string_view units);

  /// Nothing more comes: what still waits.
  std::string finish();

  /// Whether pieces pass as they are, as long as they are UTF-8.
  bool is_waiting() const noexcept {
    return !waiting_.empty();
  }

private:
  std::string waiting_;
};

} // namespace dossier
