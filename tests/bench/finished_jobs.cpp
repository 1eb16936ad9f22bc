#include "tests/bench/finished_jobs.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace dossier::bench {

namespace {

constexpr int jobs_at_once = 1000;

/// Copies from one number to another, both included, and how many jobs there
/// were before.
struct copies {
  int from = 1;
  int to = 0;
  std::int64_t others = 0;
};

/// What a copy has of its own. `n` is the number of the copy, from 1 on.
struct own_column {
  const char* name;
  const char* value;
};

constexpr const char* copy_id = "first.id || '-' || new.n";
constexpr const char* copy_number = "?3 + new.n";

std::string columns_of(SQLite::Database& file, const std::string& table,
                       const std::vector<own_column>& own, bool values) {
  SQLite::Statement names{file, "SELECT name FROM pragma_table_info(?)"};
  names.bind(1, table);
  std::string result;
  while (names.executeStep()) {
    auto name = names.getColumn(0).getString();
    auto special = std::find_if(own.begin(), own.end(), [&](const auto& each) {
      return name == each.name;
    });
    if (special != own.end() && !special->value)
      continue;
    auto value = special == own.end() ? "old." + name : special->value;
    result += (result.empty() ? "" : ", ") + (values ? value : name);
  }
  return result;
}

/// Inserts what the first job has in this table once for each copy.
void copy(SQLite::Database& file, const std::string& table,
          const std::string& belongs, const std::vector<own_column>& own,
          const copies& which) {
  SQLite::Statement insert{
    file, "WITH RECURSIVE new(n) AS (SELECT ?1 UNION ALL "
          "SELECT n + 1 FROM new WHERE n < ?2), "
          "first AS (SELECT number, id FROM ResearchJob "
          "ORDER BY number LIMIT 1) "
          "INSERT INTO "
            + table + " (" + columns_of(file, table, own, false) + ") SELECT "
            + columns_of(file, table, own, true) + " FROM new, first, " + table
            + " AS old WHERE " + belongs + " ORDER BY new.n, old.number"};
  insert.bind(1, which.from);
  insert.bind(2, which.to);
  if (insert.getBindParameterCount() > 2)
    insert.bind(3, which.others);
  insert.exec();
}

void copy_jobs(SQLite::Database& file, const copies& which) {
  copy(file, "ResearchJob", "old.number = first.number",
       {{"number", copy_number},
        {"id", copy_id},
        {"createdAt", "old.createdAt - new.n"}},
       which);
  // By number: a search by job id would read the whole table.
  copy(file, "ResearchSubJob",
       "old.number BETWEEN first.number * 64 AND first.number * 64 + 63",
       {{"number", "(?3 + new.n) * 64 + old.number % 64"},
        {"researchId", copy_id}},
       which);
  copy(file, "JobEvent", "old.job = first.number",
       {{"number", nullptr},
        {"job", copy_number},
        {"text", "replace(old.text, first.id, first.id || '-' || new.n)"}},
       which);
  for (const auto* table : {"StageAttempt", "Source"})
    copy(file, table, "old.job = first.number",
         {{"number", nullptr}, {"job", copy_number}}, which);
}

} // namespace

void multiply_first_job(const std::filesystem::path& folder, int count) {
  SQLite::Database file{(folder / "dossier.db").string(),
                        SQLite::OPEN_READWRITE};
  file.exec("PRAGMA synchronous = OFF");
  auto others
    = file.execAndGet("SELECT max(number) FROM ResearchJob").getInt64();
  for (int from = 1; from <= count; from += jobs_at_once) {
    SQLite::Transaction whole{file};
    copy_jobs(file, {from, std::min(count, from + jobs_at_once - 1), others});
    whole.commit();
  }
  file.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace dossier::bench
