/// The words of each job, for search.

#pragma once

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <string>
#include <vector>

namespace dossier::storage::sqlite {

/// Row of JobText with the words of a stage's output; the request's stands
/// behind those of the stages.
std::int64_t text_row(std::int64_t job, std::size_t stage);
std::int64_t request_text_row(std::int64_t job);

/// Rows are told from jobs by this many bits.
inline constexpr int text_row_bits = 7;

class text_index {
public:
  explicit text_index(SQLite::Database& database);

  void add(std::int64_t row, const std::vector<std::string>& words);

  /// The index keeps no words of its own to look up: `words` must be those it
  /// was given.
  void remove(std::int64_t row, const std::vector<std::string>& words);

private:
  SQLite::Statement add_;
  SQLite::Statement remove_;
};

/// What the index is asked for rows with a word that begins like this.
std::string prefix_match(const std::string& word);

} // namespace dossier::storage::sqlite
