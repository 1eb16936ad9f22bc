/// The words of each job, and parts of words, for search. A commit only notes
/// which texts are new; their words are indexed later, in bulk, as that takes
/// longer than all the rest of the commit. What still waits is read by the
/// search itself.

#pragma once

#include "storage/search_terms.hpp"
#include "storage/sqlite/execution.hpp"

namespace dossier::storage::sqlite {

/// The writing half; every call but `backlog` belongs into a transaction.
class text_index {
public:
  explicit text_index(SQLite::Database& database);

  /// Notes a new text of the job: its request, or a stage's output.
  void note_request(std::int64_t job);
  void note_output(std::int64_t job, std::size_t stage);

  /// To be called while the output is still there.
  void forget_output(std::int64_t job, std::size_t stage);

  /// Request and outputs; to be called while all are still there.
  void forget_job(std::int64_t job);

  /// Indexes texts that wait, a bounded number of bytes.
  void advance();

  /// Whether the file was indexed by the rules of this program.
  bool is_current();

  /// Empties the index, notes every text of the file, and fills the columns
  /// that follow from texts.
  void start_anew();

  /// To be called when a transaction was rolled back.
  void count_backlog();

  /// How many texts wait.
  std::int64_t backlog() const noexcept {
    return backlog_;
  }

private:
  void note(std::int64_t number);
  bool stop_waiting(std::int64_t number);
  void forget(std::int64_t number, std::string_view words);
  void fill_sort_keys();

  SQLite::Database& database_;
  std::int64_t backlog_ = 0;
  SQLite::Statement count_;
  SQLite::Statement note_;
  SQLite::Statement stop_waiting_;
  SQLite::Statement waiting_;
  SQLite::Statement output_;
  SQLite::Statement texts_of_job_;
  SQLite::Statement add_words_;
  SQLite::Statement add_grams_;
  SQLite::Statement remove_words_;
  SQLite::Statement remove_grams_;
};

/// What the text with this number belongs to, and what it is.
constexpr std::int64_t job_of_text(std::int64_t number) {
  return number >> 7;
}

constexpr text_kind kind_of_text(std::int64_t number) {
  return (number & 127) < 64 ? text_kind::section : text_kind::names;
}

/// Number, request and output of each text that waits: as `read_text` reads
/// them, in the order of their numbers.
inline constexpr auto waiting_texts = R"sql(
  SELECT w.number, j.companyName || ' ' || j.geography, s.output
  FROM WaitingText w
  JOIN ResearchJob j ON j.number = w.number >> 7
  LEFT JOIN ResearchSubJob s
    ON w.number & 127 < 64 AND s.number = (w.number >> 7) * 64 + (w.number & 127)
  ORDER BY w.number
)sql";

struct numbered_text {
  std::int64_t number = 0;
  std::string words;
};

numbered_text read_text(execution& run);

/// Jobs with a word that begins like `?`, which is `prefix_match(word)`, and
/// jobs with a word that holds it, for `gram_match(word)`.
inline constexpr auto jobs_with_word
  = "SELECT rowid >> 7 FROM JobText WHERE JobText MATCH ";
inline constexpr auto jobs_with_grams
  = "SELECT rowid >> 7 FROM JobGram WHERE JobGram MATCH ";

std::string prefix_match(const std::string& word);

} // namespace dossier::storage::sqlite
