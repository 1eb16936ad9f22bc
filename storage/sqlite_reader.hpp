/// Reads the jobs that `sqlite_store` writes, on a connection of its own.

#pragma once

#include "storage/job_reader.hpp"
#include "storage/sqlite/admin_queries.hpp"
#include "storage/sqlite/job_rows.hpp"
#include "storage/sqlite/list_query.hpp"
#include "storage/sqlite/version_queries.hpp"

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
  std::optional<report_content> find_report(const job_id& id) override;
  std::optional<job_state_ptr> find_state(const job_id& id) override;
  /// Throws `std::invalid_argument` for a cursor of another query.
  job_page list_jobs(const job_query& query) override;
  std::optional<event_page> list_events(const event_query& query) override;
  std::optional<attempt_list> list_attempts(const job_id& id) override;
  std::optional<version_list> list_versions(const job_id& id,
                                            std::string_view stage) override;
  std::optional<version_list> find_version(const job_id& id,
                                           std::string_view stage,
                                           unsigned version) override;
  std::vector<attempt_sample> recent_attempts(const std::string& report_type,
                                              std::size_t limit) override;
  std::vector<job_id> find_ended(const job_filter& filter) override;
  std::vector<job_id> list_ids(const job_id& after, std::size_t limit) override;
  audit_page list_audit(const audit_query& query) override;
  std::optional<std::string> find_setting(const std::string& key) override;
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
  job read_whole(sqlite::job_row row);
  sqlite::found_jobs search_waiting(word_search& search);
  job_page read_page(const job_query& query);
  std::vector<section_text> read_outputs(std::int64_t job, std::size_t count);
  source_catalog read_sources(std::int64_t job, const pipeline& graph);
  std::vector<encoded_event> read_events(std::int64_t job,
                                         const event_query& query);
  std::vector<attempt_record> read_attempts(std::int64_t job);
  /// All, or the one with this number.
  std::optional<version_list> read_versions(const job_id& id,
                                            std::string_view stage,
                                            std::optional<unsigned> version);

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
  sqlite::version_queries versions_;
  sqlite::admin_queries admin_;
};

} // namespace dossier::storage
