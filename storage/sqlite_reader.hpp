/// Reads the jobs that `sqlite_store` writes, on a connection of its own.

#pragma once

#include "storage/job_reader.hpp"
#include "storage/sqlite/job_rows.hpp"
#include "storage/sqlite/list_query.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>

namespace dossier::storage {

class sqlite_reader final : public job_reader {
public:
  /// The file must be there: make an `sqlite_store` of the directory first.
  sqlite_reader(const std::filesystem::path& directory,
                pipeline_catalog catalog);

  std::optional<job> find_job(const job_id& id) override;
  std::optional<job_state_ptr> find_state(const job_id& id) override;
  /// Throws `std::invalid_argument` for a cursor of another query.
  job_page list_jobs(const job_query& query) override;
  std::optional<event_page> list_events(const event_query& query) override;
  std::optional<attempt_list> list_attempts(const job_id& id) override;
  std::vector<queued_job> unfinished() override;
  std::optional<idempotency_record>
  find_idempotency(const std::string& scope) override;
  std::string epoch() override;

private:
  /// One transaction. Nothing of SQLite's leaves it, only `storage::error`.
  template <class Work>
  auto read(Work work);

  std::optional<sqlite::job_row> find_row(const job_id& id);
  job_state_ptr complete(sqlite::job_row row);
  sqlite::found_jobs search_waiting(word_search& search);
  job_page read_page(const job_query& query);
  std::vector<section_text> read_outputs(std::int64_t job, std::size_t count);
  source_catalog read_sources(std::int64_t job, const pipeline& graph);
  std::vector<encoded_event> read_events(std::int64_t job,
                                         const event_query& query);
  std::vector<attempt_record> read_attempts(std::int64_t job);

  pipeline_catalog catalog_;
  SQLite::Database database_;
  SQLite::Statement begin_;
  SQLite::Statement end_;
  SQLite::Statement job_;
  SQLite::Statement stages_;
  SQLite::Statement outputs_;
  SQLite::Statement sources_;
  SQLite::Statement events_;
  SQLite::Statement attempts_;
  SQLite::Statement unfinished_;
  SQLite::Statement idempotency_;
  SQLite::Statement waiting_texts_;
  SQLite::Statement epoch_;
};

} // namespace dossier::storage
