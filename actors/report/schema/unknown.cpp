#include "actors/report/schema/unknown.hpp"

#include "messages/utf8.hpp"

#include <algorithm>
#include <array>

namespace dossier::report {

namespace {

bool says_nothing(char32_t code) noexcept {
  constexpr std::u32string_view marks = U"-/.,;:*?!_'\"~()[]\u2026";
  return utf8::is_white_space(code) || utf8::is_dash(code)
         || marks.find(code) != marks.npos;
}

/// Without blanks and marks, so that `n. a.` is `na`.
std::string bare_letters(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto next = utf8::take(text);
    if (!says_nothing(next.code))
      result += next.bytes;
  }
  return result;
}

} // namespace

std::string without_remark(std::string_view text) {
  auto plain = utf8::fold(utf8::trimmed(text));
  auto open = plain.find_first_of("([");
  if (open != std::string::npos && open > 0
      && (plain.back() == ')' || plain.back() == ']'))
    plain.resize(open);
  return plain;
}

bool says_unknown(std::string_view text) {
  constexpr auto words = std::array<std::string_view, 27>{"",
                                                          "na",
                                                          "nd",
                                                          "nm",
                                                          "none",
                                                          "null",
                                                          "nan",
                                                          "unknown",
                                                          "undefined",
                                                          "undisclosed",
                                                          "unavailable",
                                                          "unreported",
                                                          "unpublished",
                                                          "confidential",
                                                          "tbd",
                                                          "tba",
                                                          "tbc",
                                                          "notknown",
                                                          "notavailable",
                                                          "notapplicable",
                                                          "notdisclosed",
                                                          "notreported",
                                                          "notpublished",
                                                          "notgiven",
                                                          "notprovided",
                                                          "notspecified",
                                                          "nodata"};
  return std::find(words.begin(), words.end(),
                   bare_letters(without_remark(text)))
         != words.end();
}

} // namespace dossier::report
