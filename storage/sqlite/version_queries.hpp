/// Every output that a stage ever had: the current one stands in the stage's
/// row, older ones in SectionVersion.

#pragma once

#include "messages/queries.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace dossier::storage::sqlite {

/// Every call belongs into a transaction.
class version_queries {
public:
  explicit version_queries(SQLite::Database& database);

  /// Newest first, without texts.
  std::vector<section_version> list(std::int64_t job, const pipeline& graph,
                                    stage_index stage);

  /// The one with this number, with its text; nothing for an unknown number.
  std::vector<section_version> find(std::int64_t job, const pipeline& graph,
                                    stage_index stage, unsigned version);

  /// The newest one that was replaced or reset, with its text.
  std::optional<section_version>
  newest_old(std::int64_t job, const pipeline& graph, stage_index stage);

private:
  SQLite::Statement list_;
  SQLite::Statement find_;
  SQLite::Statement newest_old_;
};

} // namespace dossier::storage::sqlite
