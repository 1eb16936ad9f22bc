/// How well a job fits a search, as a function of SQL.

#pragma once

#include <SQLiteCpp/Database.h>

namespace dossier::storage::sqlite {

/// Adds `relevance(query, company, geography)`, which is what `word_search`
/// says of them, to the connection.
void add_relevance(SQLite::Database& database);

} // namespace dossier::storage::sqlite
