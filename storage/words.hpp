/// What a search compares: the words of a text without case and accents. Both
/// stores split with these functions, so they find the same jobs. A change in
/// how they split needs a migration that fills the index anew.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dossier::storage {

/// The words of a text in order, joined by spaces. A word is a run of letters
/// and digits of any script, cut after 32 bytes.
std::string words_of(std::string_view text);

/// The words of each string value of a JSON text; keys and numbers are left
/// out.
std::string words_of_json(std::string_view json);

/// What a client asked for, and what of it was found so far.
class word_search {
public:
  explicit word_search(std::string_view query);

  /// Each once, the first 16. Words that one of these begins are found.
  const std::vector<std::string>& words() const noexcept {
    return words_;
  }

  /// Looks for the words in what `words_of` or `words_of_json` gave.
  void look_in(std::string_view words);

  bool has_found(std::size_t word) const {
    return found_[word];
  }

  bool has_found_all() const;

  void forget();

private:
  std::vector<std::string> words_;
  std::vector<bool> found_;
};

} // namespace dossier::storage
