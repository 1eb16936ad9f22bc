/// Keeps jobs in an SQLite file: the one connection that writes it.

#pragma once

#include "storage/job_store.hpp"

#include <filesystem>
#include <memory>

namespace dossier::storage {

namespace sqlite {

class file_lock;
class writer;

} // namespace sqlite

/// Holds the data directory for itself while it lives.
class sqlite_store final : public job_store {
public:
  /// Makes what is missing: directory, file, schema. Throws `storage::error`:
  /// `unavailable` if another server works on the directory or the file cannot
  /// be written, `corrupt` if it is of a newer program.
  explicit sqlite_store(const std::filesystem::path& directory);

  ~sqlite_store() override;

  std::vector<commit_result> apply(std::span<const commit_ptr> group) override;
  void reopen() override;
  bool run_maintenance() override;
  void write_notes(const store_notes& notes) override;
  void prune_idempotency(timestamp before) override;

private:
  std::filesystem::path directory_;
  std::unique_ptr<sqlite::file_lock> lock_;
  /// Null after a `reopen` that threw.
  std::unique_ptr<sqlite::writer> writer_;
};

} // namespace dossier::storage
