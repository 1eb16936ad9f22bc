#include "actors/report/word_count.hpp"

#include "messages/utf8.hpp"

namespace dossier::report {

std::size_t count_words(std::string_view text) noexcept {
  std::size_t words = 0;
  bool inside = false;
  while (!text.empty()) {
    auto is_blank = utf8::is_white_space(utf8::take(text).code);
    words += !is_blank && !inside;
    inside = !is_blank;
  }
  return words;
}

} // namespace dossier::report
