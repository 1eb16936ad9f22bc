/// The words of each job, for search. A commit only notes which texts are new;
/// their words are indexed later, in bulk, as that takes longer than all the
/// rest of the commit. What still waits is read by the search itself.

#pragma once

#include "storage/sqlite/execution.hpp"

namespace dossier::storage::sqlite {

/// The writing half; every call but `backlog` belongs into a transaction.
class text_index {
public:
  explicit text_index(SQLite::Database& database);

  /// Notes a new text of the job: its request, or a stage's output.
  void note_request(std::int64_t job);
  void note_output(std::int64_t job, std::size_t stage);

  /// The stage has no output any more.
  void forget_output(std::int64_t job, std::size_t stage);

  /// Indexes the texts that wait longest, a bounded number of bytes.
  void advance();

  /// To be called when a transaction was rolled back.
  void read_marks();

  /// How many texts wait at most.
  std::int64_t backlog() const noexcept {
    return newest_ - indexed_;
  }

private:
  void note(std::int64_t job, std::size_t position);

  /// The highest numbers that were given to a text, and that are indexed.
  std::int64_t newest_ = 0;
  std::int64_t indexed_ = 0;
  SQLite::Statement marks_;
  SQLite::Statement note_;
  SQLite::Statement forget_;
  SQLite::Statement waiting_;
  SQLite::Statement add_;
  SQLite::Statement set_indexed_;
};

/// Texts numbered above `?`, oldest first: number, job, and what `read_words`
/// reads.
inline constexpr auto texts_after = R"sql(
  SELECT t.number, t.job, t.position = 64, j.companyName, j.geography,
    CASE WHEN t.position < 64 THEN (
      SELECT output FROM ResearchSubJob
      WHERE number = t.job * 64 + t.position) END
  FROM JobText t JOIN ResearchJob j ON j.number = t.job
  WHERE t.number > ? ORDER BY t.number
)sql";

std::string read_words(execution& run);

inline constexpr auto indexed_mark
  = "SELECT CAST(value AS INTEGER) FROM Setting WHERE key = 'indexedText'";

/// What the index is asked for texts with a word that begins like this.
std::string prefix_match(const std::string& word);

} // namespace dossier::storage::sqlite
