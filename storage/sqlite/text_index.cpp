#include "storage/sqlite/text_index.hpp"

#include "messages/stage.hpp"
#include "storage/words.hpp"

#include <algorithm>

namespace dossier::storage::sqlite {

namespace {

/// As much as is indexed in a few milliseconds, so that a commit that comes
/// meanwhile does not wait long.
constexpr std::size_t bytes_at_once = 64 * 1024;

constexpr auto request_position = max_stages;
static_assert(request_position == 64, "texts_after says so too");

} // namespace

text_index::text_index(SQLite::Database& database)
  : marks_(database, "SELECT (SELECT max(number) FROM JobText), ("
                       + std::string(indexed_mark) + ')'),
    note_(database, "REPLACE INTO JobText (number, job, position) "
                    "VALUES (?, ?, ?)"),
    forget_(database, "DELETE FROM JobText WHERE job = ? AND position = ?"),
    waiting_(database, texts_after),
    add_(database, "INSERT INTO JobTextIndex (rowid, words) VALUES (?, ?)"),
    set_indexed_(database, "UPDATE Setting SET value = CAST(? AS TEXT) "
                           "WHERE key = 'indexedText'") {
  read_marks();
}

void text_index::note_request(std::int64_t job) {
  note(job, request_position);
}

void text_index::note_output(std::int64_t job, std::size_t stage) {
  note(job, stage);
}

void text_index::note(std::int64_t job, std::size_t position) {
  execution(note_).fill(++newest_, job, position).run();
}

void text_index::forget_output(std::int64_t job, std::size_t stage) {
  execution(forget_).fill(job, stage).run();
}

void text_index::advance() {
  auto indexed = newest_;
  std::size_t bytes = 0;
  execution texts(waiting_);
  texts.fill(indexed_);
  while (texts.next()) {
    auto number = texts.integer();
    texts.integer();
    auto words = read_words(texts);
    execution(add_).fill(number, words).run();
    bytes += words.size();
    if (bytes < bytes_at_once)
      continue;
    indexed = number;
    break;
  }
  execution(set_indexed_).fill(indexed).run();
  indexed_ = indexed;
}

void text_index::read_marks() {
  execution marks(marks_);
  marks.next();
  auto newest = marks.integer();
  indexed_ = marks.integer();
  newest_ = std::max({newest_, newest, indexed_});
}

std::string read_words(execution& run) {
  auto is_request = run.integer() != 0;
  auto company = run.text();
  auto geography = run.text();
  auto output = run.text();
  return is_request ? words_of(company) + words_of(geography)
                    : words_of_json(output);
}

std::string prefix_match(const std::string& word) {
  return '"' + word + "\"*";
}

} // namespace dossier::storage::sqlite
