#include "io/llm/redact.hpp"

#include "io/llm/wire/response/header_values.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace dossier::io::llm {

namespace {

constexpr std::string_view mask = "***";

/// How keys of the providers begin, and how many letters more make it one.
constexpr std::string_view key_start = "sk-";
constexpr std::size_t least_key_letters = 6;

constexpr std::string_view key_letters
  = "abcdefghijklmnopqrstuvwxyz0123456789-_";

/// A text as a reader who looks for keys spells it: in lower case, without
/// percent encoding, and without what cannot be seen.
struct spelling {
  std::string letters;
  /// Where in the text each of them begins and ends.
  std::vector<std::pair<std::size_t, std::size_t>> positions;
};

enum class blanks { kept, left_out };

bool is_passed_over(char32_t code, blanks how) {
  constexpr char32_t non_joiner = 0x200c;
  constexpr char32_t joiner = 0x200d;
  return (code == ' ' && how == blanks::left_out) || utf8::is_hidden(code)
         || code == non_joiner || code == joiner;
}

/// Takes off `%2D` too, as one letter.
utf8::character take_letter(std::string_view& text) {
  if (text.size() > 2 && text.front() == '%') {
    unsigned code = 0;
    const auto* end = text.data() + 3;
    if (std::from_chars(text.data() + 1, end, code, 16).ptr == end) {
      const auto bytes = text.substr(0, 3);
      text.remove_prefix(3);
      return {code, bytes};
    }
  }
  return utf8::take(text);
}

spelling spelled(std::string_view text, blanks how) {
  spelling result;
  for (auto rest = text; !rest.empty();) {
    const auto from = text.size() - rest.size();
    const auto next = take_letter(rest);
    if (is_passed_over(next.code, how))
      continue;
    result.letters += next.code < 0x80 ? static_cast<char>(next.code) : '?';
    result.positions.emplace_back(from, text.size() - rest.size());
  }
  result.letters = wire::lower_ascii(result.letters);
  return result;
}

/// Letters from the first to the one before the second.
using stretch = std::pair<std::size_t, std::size_t>;

std::string masked(std::string_view text, const spelling& by,
                   const std::vector<stretch>& secrets) {
  std::string result;
  std::size_t from = 0;
  for (const auto& [first, end] : secrets) {
    result += text.substr(from, by.positions[first].first - from);
    result += mask;
    from = by.positions[end - 1].second;
  }
  return result += text.substr(from);
}

std::string without_secret(std::string_view text, std::string_view secret) {
  const auto by = spelled(text, blanks::left_out);
  const auto key = spelled(secret, blanks::left_out).letters;
  std::vector<stretch> found;
  for (auto at = by.letters.find(key); at != by.letters.npos;
       at = by.letters.find(key, at + key.size()))
    found.emplace_back(at, at + key.size());
  return masked(text, by, found);
}

std::string without_keys(std::string_view text) {
  const auto by = spelled(text, blanks::kept);
  const auto& letters = by.letters;
  std::vector<stretch> found;
  for (auto at = letters.find(key_start); at != letters.npos;) {
    const auto start = at + key_start.size();
    const auto end
      = std::min(letters.find_first_not_of(key_letters, start), letters.size());
    const auto is_word_start
      = at == 0 || key_letters.find(letters[at - 1]) == key_letters.npos;
    if (is_word_start && end - start >= least_key_letters)
      found.emplace_back(at, end);
    at = letters.find(key_start, end);
  }
  return masked(text, by, found);
}

/// What breaks a line, moves a cursor or turns text around is a space.
std::string one_line(std::string_view text) {
  constexpr char32_t byte_order_mark = 0xfeff;
  constexpr std::size_t most_read = 64 * 1024; // far more than is shown
  std::string result;
  while (!text.empty() && result.size() < most_read) {
    const auto next = utf8::take(text);
    if (!utf8::is_white_space(next.code) && !utf8::is_control(next.code)
        && next.code != byte_order_mark)
      utf8::append(result, next.code);
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  while (!result.empty() && result.back() == ' ')
    result.pop_back();
  return result;
}

} // namespace

std::string plain_text(std::string_view words, std::string_view secret,
                       std::size_t max_bytes) {
  auto text = one_line(words);
  if (secret.size() >= least_key_letters)
    text = without_secret(text, secret);
  return utf8::excerpt(without_keys(text), max_bytes);
}

} // namespace dossier::io::llm
