/// A store in a file, and what people see of it at an SQL prompt.

#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite_reader.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/disks/temporary_directory.hpp"
#include "tests/support/job_samples.hpp"

namespace dossier::test {

struct file_world {
  file_world() {
    open();
  }

  void open() {
    store = std::make_unique<storage::sqlite_store>(directory.path());
    reader = std::make_unique<storage::sqlite_reader>(directory.path(),
                                                      sample_catalog());
  }

  void close() {
    store = nullptr;
    reader = nullptr;
  }

  std::filesystem::path file() const {
    return storage::sqlite::database_file(directory.path());
  }

  std::filesystem::path log() const {
    return file().string() + "-wal";
  }

  /// A connection as another program would have it.
  SQLite::Database prompt() const {
    return SQLite::Database(file().string(), SQLite::OPEN_READWRITE);
  }

  std::string ask(const std::string& sql) const {
    return prompt().execAndGet(sql).getString();
  }

  storage::commit_result apply(const commit& commit) {
    auto one = share(commit);
    return store->apply({&one, 1}).front();
  }

  temporary_directory directory;
  std::unique_ptr<storage::sqlite_store> store;
  std::unique_ptr<storage::sqlite_reader> reader;
};

} // namespace dossier::test
