/// A page of jobs as SQL.

#pragma once

#include "messages/queries.hpp"
#include "storage/sqlite/execution.hpp"

#include <variant>

namespace dossier::storage::sqlite {

struct list_query {
  /// Gives `job_columns`, and one row more than the page holds if there is
  /// another page.
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> parameters;
};

/// Throws `std::invalid_argument` for a cursor of another query.
list_query make_list_query(const job_query& query);

} // namespace dossier::storage::sqlite
