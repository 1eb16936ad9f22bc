#include "storage/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dossier::storage {

namespace {

constexpr std::size_t max_word_bytes = 32;

/// Each costs a walk through the index; more make a search no sharper.
constexpr std::size_t max_searched_words = 16;

/// What U+00C0 to U+017F fold to; a space for what is no letter.
constexpr std::string_view latin
  = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin.size() == 0x180 - 0xc0);

/// Lower-case letter or digit, or 0 for what stands between words.
constexpr std::array<char, 128> make_ascii() {
  std::array<char, 128> table{};
  for (char c = '0'; c <= '9'; ++c)
    table[static_cast<unsigned char>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<unsigned char>(c)] = c;
    table[static_cast<unsigned char>(c - 'a' + 'A')] = c;
  }
  return table;
}

constexpr auto ascii = make_ascii();

bool is_separator(std::uint32_t point) {
  return point < 0xc0 || (point >= 0x2000 && point < 0x2070)
         || (point >= 0x3000 && point < 0x3005);
}

/// An accent written as a mark of its own.
bool is_accent(std::uint32_t point) {
  return point >= 0x300 && point < 0x370;
}

/// Greek and Cyrillic capitals lie beside their small letters.
std::uint32_t to_small(std::uint32_t point) {
  if ((point >= 0x391 && point <= 0x3a9) || (point >= 0x410 && point <= 0x42f))
    return point + 0x20;
  if (point >= 0x400 && point <= 0x40f)
    return point + 0x50;
  return point;
}

/// Splits one text after another into words.
class splitter {
public:
  void add(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      auto byte = static_cast<unsigned char>(text[i]);
      if (byte >= 0x80)
        i += add_point(text.substr(i));
      else {
        add_ascii(ascii[byte]);
        ++i;
      }
    }
    end_word();
  }

  std::string take() {
    return std::move(words_);
  }

private:
  void add_ascii(char letter) {
    if (letter == 0)
      end_word();
    else
      append(letter);
  }

  /// Returns how many bytes the code point took. Text that is no UTF-8 makes
  /// odd words, but no harm.
  std::size_t add_point(std::string_view text) {
    auto lead = static_cast<unsigned char>(text[0]);
    std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    size = std::min(size, text.size());
    auto point = std::uint32_t{lead} & (0xffu >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
      point = (point << 6) | (static_cast<unsigned char>(text[i]) & 0x3fu);
    if (is_separator(point))
      end_word();
    else if (point < 0x180)
      add_ascii(latin[point - 0xc0] == ' ' ? char{0} : latin[point - 0xc0]);
    else if (!is_accent(point))
      append_point(to_small(point), text.substr(0, size));
    return size;
  }

  void append_point(std::uint32_t point, std::string_view bytes) {
    if (size() + bytes.size() > max_word_bytes)
      return;
    if (bytes.size() != 2) {
      words_ += bytes;
      return;
    }
    words_ += static_cast<char>(0xc0u | (point >> 6));
    words_ += static_cast<char>(0x80u | (point & 0x3fu));
  }

  void append(char letter) {
    if (size() < max_word_bytes)
      words_ += letter;
  }

  void end_word() {
    if (size() > 0)
      words_ += ' ';
    begin_ = words_.size();
  }

  /// Of the word that is being read.
  std::size_t size() const {
    return words_.size() - begin_;
  }

  std::string words_;
  std::size_t begin_ = 0;
};

/// The end of the string that begins after `begin`: its closing quote.
std::size_t closing_quote(std::string_view json, std::size_t begin) {
  for (auto i = begin; i < json.size(); ++i) {
    if (json[i] == '"')
      return i;
    if (json[i] == '\\')
      ++i;
  }
  return json.size();
}

bool is_key(std::string_view json, std::size_t end) {
  auto next = json.find_first_not_of(" \t\r\n", end + 1);
  return next != json.npos && json[next] == ':';
}

/// Escapes stand between words: canonical JSON has them for quotes, backslashes
/// and control characters only.
void add_value(splitter& words, std::string_view value) {
  for (auto escape = value.find('\\'); escape != value.npos;
       escape = value.find('\\')) {
    words.add(value.substr(0, escape));
    auto size = value.substr(escape, 2) == "\\u" ? 6 : 2;
    value.remove_prefix(std::min<std::size_t>(escape + size, value.size()));
  }
  words.add(value);
}

/// Takes the first word off a text that has one.
std::string_view next_word(std::string_view& words) {
  auto word = words.substr(0, words.find(' '));
  words.remove_prefix(std::min(word.size() + 1, words.size()));
  return word;
}

} // namespace

std::string words_of(std::string_view text) {
  splitter words;
  words.add(text);
  return words.take();
}

std::string words_of_json(std::string_view json) {
  splitter words;
  for (auto quote = json.find('"'); quote != json.npos;) {
    auto end = closing_quote(json, quote + 1);
    if (!is_key(json, end))
      add_value(words, json.substr(quote + 1, end - quote - 1));
    quote = end < json.size() ? json.find('"', end + 1) : json.npos;
  }
  return words.take();
}

word_search::word_search(std::string_view query) {
  auto text = words_of(query);
  for (std::string_view rest = text;
       !rest.empty() && words_.size() < max_searched_words;) {
    auto word = next_word(rest);
    if (std::find(words_.begin(), words_.end(), word) == words_.end())
      words_.emplace_back(word);
  }
  forget();
}

void word_search::look_in(std::string_view words) {
  while (!words.empty()) {
    auto word = next_word(words);
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (word.starts_with(words_[i]))
        found_[i] = true;
  }
}

bool word_search::has_found_all() const {
  return std::find(found_.begin(), found_.end(), false) == found_.end();
}

void word_search::forget() {
  found_.assign(words_.size(), false);
}

} // namespace dossier::storage
