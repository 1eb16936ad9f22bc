/// Writes what is part of no commit.

#pragma once

#include "messages/commit.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace dossier::storage::sqlite {

/// Every call belongs into a transaction.
class bookkeeper {
public:
  explicit bookkeeper(SQLite::Database& database);

  void write(const store_notes& notes);

private:
  SQLite::Statement insert_audit_;
  SQLite::Statement put_setting_;
  SQLite::Statement note_hold_;
};

} // namespace dossier::storage::sqlite
