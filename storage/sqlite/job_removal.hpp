/// Takes a job out of every table and out of the search index.

#pragma once

#include "messages/commit.hpp"
#include "storage/sqlite/text_index.hpp"

namespace dossier::storage::sqlite {

/// Every call belongs into a transaction.
class job_removal {
public:
  explicit job_removal(SQLite::Database& database);

  /// False when the job is not there, or stands at another revision or lease.
  bool remove(const commit& commit, text_index& index);

  /// The highest number of a job that is there or was removed: the next one's
  /// must be above.
  std::int64_t last_number();

private:
  std::optional<std::int64_t> find(const commit& commit);

  SQLite::Statement find_;
  SQLite::Statement delete_stages_;
  SQLite::Statement delete_job_;
  SQLite::Statement keep_number_;
  SQLite::Statement last_number_;
};

} // namespace dossier::storage::sqlite
