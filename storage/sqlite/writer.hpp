/// Turns commits into rows.

#pragma once

#include "messages/commit.hpp"
#include "storage/job_store.hpp"
#include "storage/sqlite/bookkeeper.hpp"
#include "storage/sqlite/job_removal.hpp"
#include "storage/sqlite/text_index.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <span>

namespace dossier::storage::sqlite {

/// The writing connection with its statements, prepared once. Everything it
/// throws is a `storage::error`, and leaves no transaction open.
class writer {
public:
  explicit writer(const std::filesystem::path& file);

  std::vector<commit_result> apply(std::span<const commit_ptr> group);

  /// See `job_store::run_maintenance`.
  bool run_maintenance();

  void write_notes(const store_notes& notes);

  void prune_idempotency(timestamp before);

  /// To be called before a connection that failed is closed: what a failed
  /// sync left in the log is not copied into the file.
  void abandon();

private:
  template <class Work>
  auto guard(Work work);

  template <class Work>
  auto transact(Work work);

  void roll_back() noexcept;
  void renew_index();

  commit_result write(const commit& commit);
  bool write_job(const commit& commit);

  std::optional<std::int64_t> insert(const commit& commit);
  std::optional<std::int64_t> update(const commit& commit);
  void update_seldom(std::int64_t job, const job_state& state);
  void insert_stages(std::int64_t job, const job_state& state);

  void archive(std::int64_t job, std::size_t stage);
  bool keep_version(std::int64_t job, std::size_t stage);
  void write_stages(std::int64_t job, const commit& commit);
  void write_outputs(std::int64_t job, const commit& commit);
  void write_events(std::int64_t job, const commit& commit);
  void write_attempts(std::int64_t job, const commit& commit);
  void write_late(std::int64_t job, const commit& commit);
  void write_sources(std::int64_t job, const commit& commit);
  void write_idempotency(const idempotency_record& record);

  SQLite::Database database_;
  SQLite::Statement begin_;
  SQLite::Statement commit_;
  SQLite::Statement insert_job_;
  SQLite::Statement update_job_;
  SQLite::Statement update_seldom_;
  SQLite::Statement insert_stage_;
  SQLite::Statement update_stage_;
  SQLite::Statement update_stage_and_output_;
  SQLite::Statement archive_output_;
  SQLite::Statement clear_output_;
  SQLite::Statement insert_event_;
  SQLite::Statement add_late_;
  SQLite::Statement put_attempt_;
  SQLite::Statement put_source_;
  SQLite::Statement put_idempotency_;
  SQLite::Statement prune_idempotency_;
  text_index index_;
  job_removal removal_;
  bookkeeper bookkeeper_;
  /// Of the newest job, also when that is no longer there.
  std::int64_t last_job_ = 0;
  bool is_rolled_back_ = false;
};

} // namespace dossier::storage::sqlite
