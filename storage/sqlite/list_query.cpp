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
    case job_order::company_name: return "companyKey";
    case job_order::cost: return "cost";
    case job_order::relevance: return "score";
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
    result_.sql
      = query_.order == job_order::relevance ? by_relevance() : by_status();
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
      where_ += " AND number IN (" + jobs_with(search.words()[i])
                + "SELECT value FROM json_each("
                + place(nlohmann::json(found[i]).dump()) + "))";
    // Text without a word asks for something that no job has.
    if (!query_.text.empty() && search.words().empty())
      where_ += " AND FALSE";
  }

  /// Arms of a union: what the index knows of a word.
  std::string jobs_with(const std::string& word) {
    auto arms = jobs_with_word + place(prefix_match(word)) + " UNION ALL ";
    if (auto grams = gram_match(word); !grams.empty())
      arms += jobs_with_grams + place(std::move(grams)) + " UNION ALL ";
    return arms;
  }

  /// What comes after the last page, of rows with these two columns.
  std::string after_cursor(std::string_view number) {
    auto last = read_cursor(query_);
    if (!last)
      return {};
    auto key = place(last->key);
    return " AND (" + std::string(column_of(query_.order)) + ", "
           + std::string(number) + ") " + (query_.descending ? '<' : '>') + " ("
           + key + ", " + place(last->number) + ')';
  }

  std::string in_order(std::string_view number) const {
    std::string direction = query_.descending ? " DESC" : " ASC";
    return " ORDER BY " + std::string(column_of(query_.order)) + direction
           + ", " + std::string(number) + direction;
  }

  std::string limit() {
    auto rows = static_cast<std::int64_t>(page_limit(query_.limit) + 1);
    return " LIMIT " + place(rows);
  }

  std::string select_jobs() const {
    return "SELECT " + std::string(job_columns) + ", "
           + std::string(column_of(query_.order)) + " AS position FROM ";
  }

  /// One arm a status, each in the order of an index and merged by SQLite, so
  /// that a page of a rare status does not walk through all jobs.
  std::string by_status() {
    auto all = select_jobs() + "ResearchJob WHERE TRUE" + where_
               + after_cursor("number");
    std::string arms;
    for (auto status : std::set(query_.statuses.begin(), query_.statuses.end()))
      arms += (arms.empty() ? "" : " UNION ALL ") + all
              + " AND status = " + place(std::string(to_string(status)));
    return (arms.empty() ? all : arms) + in_order("number") + limit();
  }

  /// No index is in this order: all jobs that were found are given their score
  /// and sorted by it, and the rows of one page are read.
  std::string by_relevance() {
    auto scored = "SELECT number AS found, relevance(" + place(query_.text)
                  + ", companyName, geography) AS score FROM ResearchJob "
                    "WHERE TRUE"
                  + where_ + with_statuses();
    auto page = "SELECT * FROM (" + scored + ") WHERE TRUE"
                + after_cursor("found") + in_order("found") + limit();
    return select_jobs() + '(' + page + ") JOIN ResearchJob ON number = found"
           + in_order("number");
  }

  std::string with_statuses() {
    std::string places;
    for (auto status : query_.statuses)
      places
        += (places.empty() ? "" : ", ") + place(std::string(to_string(status)));
    return places.empty() ? places : " AND status IN (" + places + ')';
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
