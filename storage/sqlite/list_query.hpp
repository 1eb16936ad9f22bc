/// A page of jobs as SQL.

#pragma once

#include "messages/queries.hpp"
#include "storage/search_terms.hpp"

#include <set>
#include <variant>

namespace dossier::storage::sqlite {

struct list_query {
  /// Gives `job_columns` and what the page is sorted by, and one row more than
  /// the page holds if there is another page.
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> parameters;
};

/// For each word of the search the jobs that have it in a text that is not
/// indexed yet.
using found_jobs = std::vector<std::set<std::int64_t>>;

/// Throws `std::invalid_argument` for a cursor of another query.
list_query make_list_query(const job_query& query, const word_search& search,
                           const found_jobs& found);

} // namespace dossier::storage::sqlite
