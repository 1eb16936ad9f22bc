/// What a search compares: the words of a text, folded, so that case, accents
/// and width say nothing. Both stores split with these functions, so they find
/// the same jobs. A change in how they split counts `words_version` up.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dossier::storage {

/// Moves whenever a text has other words or another key than before; a file of
/// another version is indexed anew.
std::string words_version();

/// The words of a text in order, each followed by a space. A word is a run of
/// letters and digits, cut after 64 bytes; a run of a script without spaces
/// between words is one of its own, and is not cut.
std::string words_of(std::string_view text);

/// The words of each string value of a JSON text; keys and numbers are left
/// out.
std::string words_of_json(std::string_view json);

/// Company and geography are names: a search finds their words by any part of
/// three letters or more. Words of a section are found by how they begin, and
/// those of scripts without spaces by any part in either.
enum class text_kind { names, section };

/// What the words of a text put into the index.
struct index_terms {
  /// Words that are found by how they begin.
  std::string words;
  /// What is found by its parts: pairs of characters of scripts without
  /// spaces, and threes of the others, in order, so that a part is a phrase.
  std::string grams;
};

index_terms terms_of(std::string_view words, text_kind kind);

/// The phrase of grams that a text with this word inside has, quoted for the
/// index. Nothing for a word that is found only by how it begins.
std::string gram_match(const std::string& word);

/// By which names are sorted, as bytes: folded, symbols before digits before
/// letters, and scripts in the order of Unicode.
std::string sort_key(std::string_view name);

/// What a client asked for, and what of it was found so far.
class word_search {
public:
  explicit word_search(std::string_view query);

  /// Each once, the first 16.
  const std::vector<std::string>& words() const noexcept {
    return words_;
  }

  /// Looks for the words in what `words_of` or `words_of_json` gave.
  void look_in(std::string_view words, text_kind kind);

  bool has_found(std::size_t word) const {
    return found_[word];
  }

  bool has_found_all() const;

  void forget();

  /// How well a job that was found fits, the best first: 6 the company is
  /// called so, 5 its name begins with these words, 4 with this text, 3 each
  /// word begins one of the name's, 2 stands in one, 1 in company or geography;
  /// 0 only the sections have them all.
  int relevance(std::string_view company, std::string_view geography) const;

private:
  /// All words of the query, as `words_of` gives them.
  std::string text_;
  std::vector<std::string> words_;
  std::vector<bool> found_;
};

} // namespace dossier::storage
