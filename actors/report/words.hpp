/// Counting words as a reader would: what blanks separate.

#pragma once

#include <cstddef>
#include <string_view>

namespace dossier::report {

constexpr std::size_t count_words(std::string_view text) noexcept {
  std::size_t words = 0;
  bool inside = false;
  for (auto letter : text) {
    bool blank = letter == ' ' || (letter >= '\t' && letter <= '\r');
    words += !blank && !inside;
    inside = !blank;
  }
  return words;
}

} // namespace dossier::report
