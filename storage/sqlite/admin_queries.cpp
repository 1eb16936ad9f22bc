#include "storage/sqlite/admin_queries.hpp"

#include "storage/page_cursor.hpp"
#include "storage/sqlite/job_rows.hpp"

#include <limits>

namespace dossier::storage::sqlite {

namespace {

constexpr auto first_time = std::numeric_limits<std::int64_t>::min();
constexpr auto last_time = std::numeric_limits<std::int64_t>::max();

std::int64_t milliseconds_of(const std::optional<timestamp>& bound,
                             std::int64_t otherwise) {
  return bound ? bound->time_since_epoch().count() : otherwise;
}

/// A negative LIMIT would be none.
std::int64_t rows(std::size_t limit) {
  return static_cast<std::int64_t>(
    std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max()));
}

nullable name_of(std::optional<job_status> status) {
  return {status ? to_string(*status) : std::string_view{}};
}

std::vector<job_id> read_ids(execution& run) {
  std::vector<job_id> result;
  while (run.next())
    result.push_back(run.text());
  return result;
}

audit_entry read_entry(execution& run) {
  audit_entry entry;
  entry.by = run.text();
  entry.action = run.text();
  entry.target = run.text();
  entry.detail = run.text();
  entry.at = run.time();
  return entry;
}

} // namespace

admin_queries::admin_queries(SQLite::Database& database)
  : attempts_(database, newest_attempts), ended_(database, ended_jobs),
    ids_(database, "SELECT id FROM ResearchJob WHERE id > ? ORDER BY id "
                   "LIMIT ?"),
    audit_(database, "SELECT number, userId, action, target, detail, createdAt "
                     "FROM AuditEntry WHERE number < ? ORDER BY number DESC "
                     "LIMIT ?"),
    setting_(database, "SELECT value FROM Setting WHERE key = ?") {
  // nop
}

std::vector<attempt_sample>
admin_queries::recent_attempts(const std::string& report_type,
                               std::size_t limit) {
  std::vector<attempt_sample> result;
  execution run(attempts_);
  run.fill(rows(limit), report_type);
  while (run.next()) {
    auto& sample = result.emplace_back();
    sample.stage = run.text();
    sample.duration = milliseconds{run.integer()};
    sample.spent = read_usage(run);
  }
  return result;
}

std::vector<job_id> admin_queries::find_ended(const job_filter& filter) {
  execution run(ended_);
  run.fill(milliseconds_of(filter.from, first_time),
           milliseconds_of(filter.to, last_time), name_of(filter.status),
           sqlite::name_of(filter.error), rows(filter.limit));
  return read_ids(run);
}

std::vector<job_id> admin_queries::list_ids(const job_id& after,
                                            std::size_t limit) {
  execution run(ids_);
  run.fill(after, rows(limit));
  return read_ids(run);
}

audit_page admin_queries::list_audit(const audit_query& query) {
  auto limit = page_limit(query.limit);
  audit_page page;
  execution run(audit_);
  run.fill(read_cursor(query).value_or(last_time), rows(limit + 1));
  std::int64_t last = 0;
  while (run.next()) {
    if (page.items.size() == limit) {
      page.next_cursor = to_cursor(last);
      break;
    }
    last = run.integer();
    page.items.push_back(read_entry(run));
  }
  return page;
}

std::optional<std::string> admin_queries::find_setting(const std::string& key) {
  execution run(setting_);
  if (!run.fill(key).next())
    return {};
  return run.text();
}

} // namespace dossier::storage::sqlite
