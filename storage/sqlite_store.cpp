#include "storage/sqlite_store.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/file_lock.hpp"
#include "storage/sqlite/writer.hpp"

namespace dossier::storage {

namespace {

void make_directory(const std::filesystem::path& directory) {
  std::error_code failure;
  std::filesystem::create_directories(directory, failure);
  if (failure)
    throw error(error_code::unavailable,
                "cannot make " + directory.string() + ": " + failure.message());
}

} // namespace

sqlite_store::sqlite_store(const std::filesystem::path& directory)
  : directory_(directory) {
  make_directory(directory_);
  lock_ = std::make_unique<sqlite::file_lock>(directory_ / "dossier.lock");
  writer_ = std::make_unique<sqlite::writer>(sqlite::database_file(directory_));
}

sqlite_store::~sqlite_store() = default;

std::vector<commit_result>
sqlite_store::apply(std::span<const commit_ptr> group) {
  if (!writer_)
    reopen();
  return writer_->apply(group);
}

void sqlite_store::reopen() {
  if (writer_)
    writer_->abandon();
  writer_.reset();
  writer_ = std::make_unique<sqlite::writer>(sqlite::database_file(directory_));
}

bool sqlite_store::run_maintenance() {
  if (!writer_)
    reopen();
  return writer_->run_maintenance();
}

void sqlite_store::write_notes(const store_notes& notes) {
  if (!writer_)
    reopen();
  writer_->write_notes(notes);
}

void sqlite_store::prune_idempotency(timestamp before) {
  if (!writer_)
    reopen();
  writer_->prune_idempotency(before);
}

} // namespace dossier::storage
