#include "storage/sqlite/bookkeeper.hpp"

#include "storage/sqlite/execution.hpp"

namespace dossier::storage::sqlite {

bookkeeper::bookkeeper(SQLite::Database& database)
  : insert_audit_(database, "INSERT INTO AuditEntry (userId, action, target, "
                            "detail, createdAt) VALUES (?, ?, ?, ?, ?)"),
    put_setting_(database, "INSERT INTO Setting (key, value) VALUES (?, ?) "
                           "ON CONFLICT (key) DO UPDATE "
                           "SET value = excluded.value") {
  // nop
}

void bookkeeper::write(const bookkeeping& what) {
  for (const auto& entry : what.audit)
    execution(insert_audit_)
      .fill(entry.by, entry.action, nullable{entry.target}, entry.detail,
            entry.at)
      .run();
  for (const auto& [key, value] : what.settings)
    execution(put_setting_).fill(key, value).run();
}

} // namespace dossier::storage::sqlite
