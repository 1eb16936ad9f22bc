#include "storage/sqlite/bookkeeper.hpp"

#include "storage/sqlite/execution.hpp"

namespace dossier::storage::sqlite {

namespace {

/// Rows of stages are numbered within their job, see `stage_row`.
constexpr auto note_hold = R"sql(
  UPDATE ResearchSubJob SET detail = ?
  WHERE number = (SELECT number * 64 + ? FROM ResearchJob
                  WHERE id = ? AND generation = ?)
    AND attempts = ? AND status = 'running'
    AND coalesce(detail, '') <> 'retry_wait'
)sql";

} // namespace

bookkeeper::bookkeeper(SQLite::Database& database)
  : insert_audit_(database, "INSERT INTO AuditEntry (userId, action, target, "
                            "detail, createdAt) VALUES (?, ?, ?, ?, ?)"),
    put_setting_(database, "INSERT INTO Setting (key, value) VALUES (?, ?) "
                           "ON CONFLICT (key) DO UPDATE "
                           "SET value = excluded.value"),
    note_hold_(database, note_hold) {
  // nop
}

void bookkeeper::write(const store_notes& notes) {
  for (const auto& entry : notes.audit)
    execution(insert_audit_)
      .fill(entry.by, entry.action, nullable{entry.target}, entry.detail,
            entry.at)
      .run();
  for (const auto& [key, value] : notes.settings)
    execution(put_setting_).fill(key, value).run();
  for (const auto& hold : notes.holds)
    execution(note_hold_)
      .fill(nullable{to_string(hold.detail)}, hold.key.stage, hold.job,
            hold.key.generation, hold.key.attempt)
      .run();
}

} // namespace dossier::storage::sqlite
