#include "storage/database_state.hpp"

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/migrations.hpp"

#include <SQLiteCpp/Exception.h>

namespace dossier::storage {

namespace {

/// A server that commits holds the file for moments.
constexpr int look_timeout_ms = 2000;

constexpr auto count_unfinished
  = "SELECT count(*) FROM ResearchJob WHERE status IN ('queued', 'running')";

} // namespace

std::optional<database_state> look_at(const std::filesystem::path& directory) {
  const auto file = sqlite::database_file(directory);
  std::error_code missing;
  database_state result;
  result.bytes = std::filesystem::file_size(file, missing);
  if (missing)
    return {};
  try {
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY,
                              look_timeout_ms);
    sqlite::forbid_checkpoint_on_close(database);
    result.version = database.execAndGet("PRAGMA user_version").getUInt();
    result.newest_version = sqlite::migrations().size();
    if (result.version == result.newest_version)
      result.unfinished_jobs = database.execAndGet(count_unfinished).getInt64();
  } catch (const SQLite::Exception& failure) {
    throw sqlite::to_error(failure, nullptr);
  }
  return result;
}

} // namespace dossier::storage
