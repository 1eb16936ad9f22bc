#include "storage/sqlite/migrations.hpp"

#include "storage/error.hpp"

#include <SQLiteCpp/Transaction.h>
#include <spdlog/spdlog.h>

namespace dossier::storage::sqlite {

namespace {

std::size_t version_of(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getUInt();
}

void refuse(SQLite::Database& database, std::size_t version) {
  throw error(error_code::corrupt,
              database.getFilename() + " has schema version "
                + std::to_string(version) + ", this program knows "
                + std::to_string(migrations().size())
                + "; use the program that wrote it, or a newer one");
}

void take(SQLite::Database& database, std::size_t step) {
  SQLite::Transaction transaction(database,
                                  SQLite::TransactionBehavior::IMMEDIATE);
  database.exec(migrations()[step].sql);
  database.exec("PRAGMA user_version = " + std::to_string(step + 1));
  transaction.commit();
}

} // namespace

void migrate(SQLite::Database& database) {
  auto version = version_of(database);
  if (version > migrations().size())
    refuse(database, version);
  for (auto step = version; step < migrations().size(); ++step)
    take(database, step);
  if (version > 0 && version < migrations().size())
    spdlog::info("schema migrated: file={} from={} to={}",
                 database.getFilename(), version, migrations().size());
}

void check_version(SQLite::Database& database) {
  auto version = version_of(database);
  if (version != migrations().size())
    refuse(database, version);
}

} // namespace dossier::storage::sqlite
