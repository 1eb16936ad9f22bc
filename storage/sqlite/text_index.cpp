#include "storage/sqlite/text_index.hpp"

#include "messages/stage.hpp"
#include "storage/sqlite/execution.hpp"

namespace dossier::storage::sqlite {

namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    text += word;
    text += ' ';
  }
  return text;
}

} // namespace

static_assert(max_stages < 1u << text_row_bits);

std::int64_t text_row(std::int64_t job, std::size_t stage) {
  return (job << text_row_bits) + static_cast<std::int64_t>(stage);
}

std::int64_t request_text_row(std::int64_t job) {
  return text_row(job, max_stages);
}

text_index::text_index(SQLite::Database& database)
  : add_(database, "INSERT INTO JobText (rowid, words) VALUES (?, ?)"),
    remove_(database, "INSERT INTO JobText (JobText, rowid, words) "
                      "VALUES ('delete', ?, ?)") {
  // nop
}

void text_index::add(std::int64_t row, const std::vector<std::string>& words) {
  execution(add_).fill(row, join(words)).run();
}

void text_index::remove(std::int64_t row,
                        const std::vector<std::string>& words) {
  execution(remove_).fill(row, join(words)).run();
}

std::string prefix_match(const std::string& word) {
  return '"' + word + "\"*";
}

} // namespace dossier::storage::sqlite
