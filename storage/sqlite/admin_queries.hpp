/// Questions about all jobs at once, or about none.

#pragma once

#include "messages/queries.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace dossier::storage::sqlite {

/// Each question as `job_reader` has it; every call belongs into a transaction.
class admin_queries {
public:
  explicit admin_queries(SQLite::Database& database);

  std::vector<attempt_sample> recent_attempts(const std::string& report_type,
                                              std::size_t limit);
  std::vector<job_id> find_ended(const job_filter& filter);
  std::vector<job_id> list_ids(const job_id& after, std::size_t limit);
  /// Throws `std::invalid_argument` for a cursor it did not make.
  audit_page list_audit(const audit_query& query);
  std::optional<std::string> find_setting(const std::string& key);

private:
  SQLite::Statement attempts_;
  SQLite::Statement ended_;
  SQLite::Statement ids_;
  SQLite::Statement audit_;
  SQLite::Statement setting_;
};

/// Walks the index on `completedAt`. No stage of a completed job has failed, so
/// the stages of most jobs are not looked at.
inline constexpr auto ended_jobs = R"sql(
  SELECT id FROM ResearchJob
  WHERE completedAt >= ?1 AND completedAt <= ?2
    AND status NOT IN ('queued', 'running')
    AND (?3 IS NULL OR status = ?3)
    AND (?4 IS NULL OR status <> 'completed' AND EXISTS (
      SELECT 1 FROM ResearchSubJob s
      WHERE s.number BETWEEN ResearchJob.number * 64
                         AND ResearchJob.number * 64 + 63
        AND s.status = 'failed' AND s.errorClass = ?4))
  ORDER BY completedAt, number LIMIT ?5
)sql";

/// The newest attempts by their position in the file, whatever they are of: a
/// bounded walk from its end.
inline constexpr auto newest_attempts = R"sql(
  SELECT a.stage, a.completedAt - a.startedAt, a.inputTokens, a.outputTokens,
    a.cacheReadTokens, a.cacheWriteTokens, a.cost
  FROM (SELECT * FROM StageAttempt ORDER BY number DESC LIMIT ?1) a
  CROSS JOIN ResearchJob j ON j.number = a.job
  WHERE a.outcome = 'completed' AND j.reportType = ?2
  ORDER BY a.number DESC
)sql";

} // namespace dossier::storage::sqlite
