#include "storage/search_terms.hpp"

#include "messages/utf8.hpp"

#include <algorithm>

namespace dossier::storage {

namespace {

/// To be counted up when our own rules of splitting change.
constexpr auto word_rules = "1";

constexpr std::size_t max_word_bytes = 64;

/// Each costs a walk through the index; more make a search no sharper.
constexpr std::size_t max_searched_words = 16;

/// Of one word of a script without spaces; so many characters in a row are not
/// there by chance.
constexpr std::size_t max_searched_characters = 64;

/// Letters in a gram: a pair of Chinese characters is as rare as three letters
/// of an alphabet.
constexpr std::size_t unspaced_gram = 2;
constexpr std::size_t spaced_gram = 3;

/// Stands between two words, so that no phrase goes over their border. No gram
/// is a digit alone.
constexpr auto gram_border = "0 ";

bool is_ascii_word_part(char32_t code) {
  return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
}

bool is_word_part(char32_t code) {
  return code < 0x80 ? is_ascii_word_part(code) : utf8::is_word_part(code);
}

bool is_unspaced_word(std::string_view word) {
  return !word.empty() && utf8::is_unspaced(utf8::take(word).code);
}

/// Splits one text after another into words.
class splitter {
public:
  void add(std::string_view text) {
    auto folded = utf8::fold(text);
    for (std::string_view rest = folded; !rest.empty();) {
      auto next = utf8::take(rest);
      if (is_word_part(next.code))
        append(next);
      else
        end_word();
    }
    end_word();
  }

  std::string take() {
    return std::move(words_);
  }

private:
  void append(const utf8::character& next) {
    auto is_unspaced = utf8::is_unspaced(next.code);
    if (is_unspaced != is_unspaced_)
      end_word();
    is_unspaced_ = is_unspaced;
    is_cut_
      = is_cut_
        || (!is_unspaced
            && words_.size() - begin_ + next.bytes.size() > max_word_bytes);
    if (!is_cut_)
      words_ += next.bytes;
  }

  void end_word() {
    if (words_.size() > begin_)
      words_ += ' ';
    begin_ = words_.size();
    is_cut_ = false;
  }

  std::string words_;
  /// Of the word that is being read.
  std::size_t begin_ = 0;
  bool is_unspaced_ = false;
  bool is_cut_ = false;
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

/// Where each character of a word begins, and where the last one ends.
std::vector<std::size_t> borders_of(std::string_view word) {
  std::vector<std::size_t> result{0};
  for (auto rest = word; !rest.empty();)
    result.push_back(result.back() + utf8::take(rest).bytes.size());
  return result;
}

/// All runs of `size` characters of a word, each followed by a space.
std::string grams_of(std::string_view word, std::size_t size) {
  auto borders = borders_of(word);
  std::string result;
  for (std::size_t i = 0; i + size < borders.size(); ++i) {
    result += word.substr(borders[i], borders[i + size] - borders[i]);
    result += ' ';
  }
  return result;
}

/// The last character alone too, for a query of one character.
std::string grams_of_unspaced(std::string_view word) {
  auto last = borders_of(word).rbegin()[1];
  return grams_of(word, unspaced_gram) + std::string(word.substr(last)) + ' ';
}

bool is_found(std::string_view wanted, std::string_view word, text_kind kind) {
  if (word.starts_with(wanted))
    return true;
  auto is_by_part
    = is_unspaced_word(wanted)
      || (kind == text_kind::names && utf8::count(wanted) >= spaced_gram);
  return is_by_part && word.find(wanted) != word.npos;
}

/// Whether each of some words begins one of `in`, or stands in one.
template <class Holds>
bool holds_each(const std::vector<std::string>& words, std::string_view in,
                Holds holds) {
  return std::all_of(words.begin(), words.end(), [&](const auto& wanted) {
    for (auto rest = in; !rest.empty();)
      if (holds(wanted, next_word(rest)))
        return true;
    return false;
  });
}

} // namespace

std::string words_version() {
  return std::string{word_rules} + '/' + utf8::fold_version();
}

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

index_terms terms_of(std::string_view words, text_kind kind) {
  index_terms result;
  while (!words.empty()) {
    auto word = next_word(words);
    if (is_unspaced_word(word)) {
      result.grams += grams_of_unspaced(word);
      continue;
    }
    (result.words += word) += ' ';
    if (kind == text_kind::names)
      if (auto grams = grams_of(word, spaced_gram); !grams.empty())
        (result.grams += grams) += gram_border;
  }
  return result;
}

std::string gram_match(const std::string& word) {
  auto is_unspaced = is_unspaced_word(word);
  auto size = is_unspaced ? unspaced_gram : spaced_gram;
  auto grams = grams_of(word, size);
  if (!grams.empty())
    return '"' + grams + '"';
  return is_unspaced ? '"' + word + "\"*" : std::string{};
}

std::string sort_key(std::string_view name) {
  /// Less than any digit or letter.
  constexpr auto symbol_mark = '!';
  auto folded = utf8::fold(name);
  std::string result;
  auto is_apart = false;
  for (std::string_view rest = folded; !rest.empty();) {
    auto next = utf8::take(rest);
    if (utf8::is_white_space(next.code)) {
      is_apart = true;
      continue;
    }
    if (is_apart && !result.empty())
      result += ' ';
    is_apart = false;
    if (!is_word_part(next.code))
      result += symbol_mark;
    result += next.bytes;
  }
  return result;
}

word_search::word_search(std::string_view query) : text_(words_of(query)) {
  for (std::string_view rest = text_;
       !rest.empty() && words_.size() < max_searched_words;) {
    auto word = next_word(rest);
    if (auto borders = borders_of(word);
        borders.size() > max_searched_characters)
      word = word.substr(0, borders[max_searched_characters]);
    if (std::find(words_.begin(), words_.end(), word) == words_.end())
      words_.emplace_back(word);
  }
  forget();
}

void word_search::look_in(std::string_view words, text_kind kind) {
  while (!words.empty()) {
    auto word = next_word(words);
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (!found_[i] && is_found(words_[i], word, kind))
        found_[i] = true;
  }
}

bool word_search::has_found_all() const {
  return std::find(found_.begin(), found_.end(), false) == found_.end();
}

void word_search::forget() {
  found_.assign(words_.size(), false);
}

int word_search::relevance(std::string_view company,
                           std::string_view geography) const {
  auto name = words_of(company);
  if (name == text_)
    return 6;
  if (name.starts_with(text_))
    return 5;
  auto begin = std::string_view{text_}.substr(0, text_.size() - 1);
  if (!text_.empty() && name.starts_with(begin))
    return 4;
  auto begins = [](std::string_view wanted, std::string_view word) {
    return word.starts_with(wanted);
  };
  auto stands_in = [](std::string_view wanted, std::string_view word) {
    return is_found(wanted, word, text_kind::names);
  };
  if (holds_each(words_, name, begins))
    return 3;
  if (holds_each(words_, name, stands_in))
    return 2;
  return holds_each(words_, name + words_of(geography), stands_in) ? 1 : 0;
}

} // namespace dossier::storage
