/// The steps that lead an empty file to the schema this program works with.

#pragma once

#include <SQLiteCpp/Database.h>

#include <string>
#include <vector>

namespace dossier::storage::sqlite {

struct migration {
  /// Name of its file in storage/migrations.
  std::string name;
  std::string sql;
};

/// All of them, in order. The schema's version is their number.
const std::vector<migration>& migrations();

/// Brings the file to the newest version, a step a transaction.
void migrate(SQLite::Database& database);

/// Throws `storage::error` if the file is not of the newest version.
void check_version(SQLite::Database& database);

} // namespace dossier::storage::sqlite
