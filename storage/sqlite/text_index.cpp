#include "storage/sqlite/text_index.hpp"

#include "storage/sqlite/job_rows.hpp"

#include <SQLiteCpp/Database.h>

namespace dossier::storage::sqlite {

namespace {

/// As much as is indexed in a few milliseconds, so that a commit that comes
/// meanwhile does not wait long.
constexpr std::size_t bytes_at_once = 64 * 1024;

constexpr auto request_position = max_stages;

std::int64_t text_number(std::int64_t job, std::size_t position) {
  return (job << 7) + static_cast<std::int64_t>(position);
}

/// The texts of a job, as `read_text` reads them.
constexpr auto texts_of_job = R"sql(
  SELECT number * 128 + 64, companyName || ' ' || geography, NULL
  FROM ResearchJob WHERE number = ?1
  UNION ALL
  SELECT number / 64 * 128 + number % 64, NULL, output FROM ResearchSubJob
  WHERE number BETWEEN ?1 * 64 AND ?1 * 64 + 63 AND output IS NOT NULL
)sql";

/// What `start_anew` does to the file, but for what only we can compute.
constexpr auto note_all_texts = R"sql(
  INSERT INTO JobText (JobText) VALUES ('delete-all');
  INSERT INTO JobGram (JobGram) VALUES ('delete-all');
  DELETE FROM WaitingText;
  INSERT INTO WaitingText SELECT number * 128 + 64 FROM ResearchJob;
  INSERT INTO WaitingText SELECT number / 64 * 128 + number % 64
    FROM ResearchSubJob WHERE output IS NOT NULL;
)sql";

static_assert(max_stages == 64, "the statements say so too");

/// The setting that names the rules by which the file was indexed.
constexpr std::string_view version_key = "wordsVersion";

std::string insert_terms(std::string_view table, std::string_view column) {
  return "INSERT INTO " + std::string(table) + " (rowid, " + std::string(column)
         + ") VALUES (?, ?)";
}

/// A table without content has to be told what it forgets.
std::string remove_terms(std::string_view table, std::string_view column) {
  return "INSERT INTO " + std::string(table) + " (" + std::string(table)
         + ", rowid, " + std::string(column) + ") VALUES ('delete', ?, ?)";
}

void put_terms(SQLite::Statement& statement, std::int64_t number,
               const std::string& terms) {
  if (!terms.empty())
    execution(statement).fill(number, terms).run();
}

} // namespace

text_index::text_index(SQLite::Database& database)
  : database_(database), count_(database, "SELECT count(*) FROM WaitingText"),
    note_(database, "INSERT INTO WaitingText (number) VALUES (?)"),
    stop_waiting_(database, "DELETE FROM WaitingText WHERE number = ?"),
    waiting_(database, waiting_texts),
    output_(database, "SELECT output FROM ResearchSubJob WHERE number = ?"),
    texts_of_job_(database, texts_of_job),
    add_words_(database, insert_terms("JobText", "words")),
    add_grams_(database, insert_terms("JobGram", "grams")),
    remove_words_(database, remove_terms("JobText", "words")),
    remove_grams_(database, remove_terms("JobGram", "grams")) {
  count_backlog();
}

void text_index::note_request(std::int64_t job) {
  note(text_number(job, request_position));
}

void text_index::note_output(std::int64_t job, std::size_t stage) {
  note(text_number(job, stage));
}

void text_index::note(std::int64_t number) {
  execution(note_).fill(number).run();
  ++backlog_;
}

bool text_index::stop_waiting(std::int64_t number) {
  if (execution(stop_waiting_).fill(number).run() == 0)
    return false;
  --backlog_;
  return true;
}

/// The index keeps words, but not which words a text has: it must be told.
void text_index::forget(std::int64_t number, std::string_view words) {
  auto terms = terms_of(words, kind_of_text(number));
  put_terms(remove_words_, number, terms.words);
  put_terms(remove_grams_, number, terms.grams);
}

void text_index::forget_output(std::int64_t job, std::size_t stage) {
  auto number = text_number(job, stage);
  if (stop_waiting(number))
    return;
  execution output(output_);
  output.fill(stage_row(job, stage));
  if (output.next())
    forget(number, words_of_json(output.text()));
}

void text_index::forget_job(std::int64_t job) {
  execution texts(texts_of_job_);
  texts.fill(job);
  while (texts.next()) {
    auto text = read_text(texts);
    if (!stop_waiting(text.number))
      forget(text.number, text.words);
  }
}

void text_index::advance() {
  std::vector<std::int64_t> done;
  std::size_t bytes = 0;
  execution texts(waiting_);
  while (bytes < bytes_at_once && texts.next()) {
    auto text = read_text(texts);
    auto terms = terms_of(text.words, kind_of_text(text.number));
    put_terms(add_words_, text.number, terms.words);
    put_terms(add_grams_, text.number, terms.grams);
    bytes += terms.words.size() + terms.grams.size();
    done.push_back(text.number);
  }
  for (auto number : done)
    stop_waiting(number);
}

bool text_index::is_current() {
  SQLite::Statement statement(database_,
                              "SELECT value FROM Setting WHERE key = ?");
  execution version(statement);
  return version.fill(version_key).next() && version.text() == words_version();
}

void text_index::start_anew() {
  database_.exec(note_all_texts);
  fill_sort_keys();
  SQLite::Statement note(database_, "REPLACE INTO Setting (key, value) "
                                    "VALUES (?, ?)");
  execution(note).fill(version_key, words_version()).run();
  count_backlog();
}

void text_index::fill_sort_keys() {
  SQLite::Statement all(database_, "SELECT number, companyName, companyKey "
                                   "FROM ResearchJob");
  SQLite::Statement put(database_, "UPDATE ResearchJob SET companyKey = ? "
                                   "WHERE number = ?");
  execution names(all);
  while (names.next()) {
    auto number = names.integer();
    auto key = sort_key(names.text());
    auto known = names.text();
    if (key != known)
      execution(put).fill(key, number).run();
  }
}

void text_index::count_backlog() {
  execution count(count_);
  count.next();
  backlog_ = count.integer();
}

numbered_text read_text(execution& run) {
  numbered_text text;
  text.number = run.integer();
  auto request = run.text();
  auto output = run.optional_text();
  text.words = output ? words_of_json(*output) : words_of(request);
  return text;
}

std::string prefix_match(const std::string& word) {
  return '"' + word + "\"*";
}

} // namespace dossier::storage::sqlite
