#include "storage/sqlite/list_query.hpp"

#include "storage/page_cursor.hpp"
#include "storage/sqlite/job_rows.hpp"
#include "storage/sqlite/text_index.hpp"

#include <nlohmann/json.hpp>

namespace dossier::storage::sqlite {

namespace {

std::string_view column_of(job_order order) {
  switch (order) {
    case job_order::created_at: return "createdAt";
    case job_order::updated_at: return "updatedAt";
    case job_order::company_name: return "companyName COLLATE NOCASE";
    case job_order::cost: return "cost";
  }
  return {};
}

class builder {
public:
  explicit builder(const job_query& query) : query_(query) {
    // nop
  }

  list_query build(const word_search& search, const found_jobs& found) && {
    filter_owner_and_age();
    filter_tag();
    filter_text(search, found);
    filter_position();
    result_.sql = by_status() + order();
    return std::move(result_);
  }

private:
  /// The number of a parameter, as `?3`.
  std::string place(std::variant<std::int64_t, std::string> value) {
    result_.parameters.push_back(std::move(value));
    return '?' + std::to_string(result_.parameters.size());
  }

  void filter_owner_and_age() {
    if (!query_.user.empty())
      where_ += " AND userId = " + place(query_.user);
    if (query_.created_after)
      where_ += " AND createdAt > "
                + place(query_.created_after->time_since_epoch().count());
  }

  /// Most jobs have no tags, and a list is costly to take apart.
  void filter_tag() {
    if (!query_.tag.empty())
      where_ += " AND tags <> '[]' AND " + place(query_.tag)
                + " IN (SELECT value FROM json_each(tags))";
  }

  void filter_text(const word_search& search, const found_jobs& found) {
    for (std::size_t i = 0; i < search.words().size(); ++i)
      where_ += " AND number IN (" + std::string(jobs_with_word)
                + place(prefix_match(search.words()[i]))
                + " UNION ALL SELECT value FROM json_each("
                + place(nlohmann::json(found[i]).dump()) + "))";
    // Text without a word asks for something that no job has.
    if (!query_.text.empty() && search.words().empty())
      where_ += " AND FALSE";
  }

  void filter_position() {
    auto last = read_cursor(query_);
    if (!last)
      return;
    auto key = place(last->key);
    where_ += " AND (" + std::string(column_of(query_.order)) + ", number) "
              + (query_.descending ? '<' : '>') + " (" + key + ", "
              + place(last->number) + ')';
  }

  /// One arm a status, each in the order of an index and merged by SQLite, so
  /// that a page of a rare status does not walk through all jobs.
  std::string by_status() {
    auto select = "SELECT " + std::string(job_columns)
                  + ", cost FROM ResearchJob WHERE TRUE" + where_;
    if (query_.statuses.empty())
      return select;
    std::string arms;
    for (auto status : std::set(query_.statuses.begin(), query_.statuses.end()))
      arms += (arms.empty() ? "" : " UNION ALL ") + select
              + " AND status = " + place(std::string(to_string(status)));
    return arms;
  }

  std::string order() {
    std::string direction = query_.descending ? " DESC" : " ASC";
    auto rows = static_cast<std::int64_t>(page_limit(query_.limit) + 1);
    return " ORDER BY " + std::string(column_of(query_.order)) + direction
           + ", number" + direction + " LIMIT " + place(rows);
  }

  const job_query& query_;
  list_query result_;
  std::string where_;
};

} // namespace

list_query make_list_query(const job_query& query, const word_search& search,
                           const found_jobs& found) {
  return builder(query).build(search, found);
}

} // namespace dossier::storage::sqlite
