#include "storage/sqlite/connection.hpp"

#include "storage/sqlite/migrations.hpp"

#include <SQLiteCpp/Exception.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace dossier::storage::sqlite {

namespace {

/// How long a call waits for another process that holds the file. Short, as
/// the writer's queue grows meanwhile.
constexpr int busy_timeout_ms = 500;

/// Makes the file before SQLite does, which would follow the umask. The log
/// beside it takes over its mode. One that is there is not opened: closing it
/// again would drop every lock of this process on it, and the next program that
/// looks into the file would take away the log under our readers.
void create(const std::filesystem::path& file) {
  auto descriptor
    = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST)
    return;
  if (descriptor < 0)
    throw error(error_code::unavailable,
                "cannot open " + file.string() + ": " + std::strerror(errno));
  ::close(descriptor);
}

bool is_no_space(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT
         || system_error == EFBIG;
}

bool is_system_failure(int code) {
  return (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
}

int last_error_of(sqlite3_file* file) {
  int system_error = 0;
  if (file && file->pMethods)
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &system_error);
  return system_error;
}

/// What the system said, of the connection or, as COMMIT does not note it
/// there, of its log.
int system_error_of(sqlite3* database) {
  if (!database)
    return 0;
  if (auto noted = sqlite3_system_errno(database))
    return noted;
  sqlite3_file* log = nullptr;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  return last_error_of(log);
}

error_code meaning_of(int code, int system_error) {
  switch (code & 0xff) {
    case SQLITE_FULL: return error_code::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return error_code::busy;
    case SQLITE_IOERR:
      return is_no_space(system_error) ? error_code::full : error_code::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return error_code::corrupt;
    case SQLITE_CANTOPEN:
      return is_no_space(system_error) ? error_code::full
                                       : error_code::unavailable;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return error_code::unavailable;
    default: return error_code::internal;
  }
}

/// 8 KiB pages hold a short section without overflow; both must stand before
/// the first table. FULL: a commit is on disk when it returns. 4,000 pages
/// (32 MiB) of log between checkpoints: each costs two syncs and copies a page
/// that changed often only once. The log shrinks back to 64 MiB after a reader
/// kept it from being reused.
constexpr auto writer_settings = R"sql(
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -16384;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = OFF;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
)sql";

constexpr auto reader_settings = R"sql(
  PRAGMA query_only = ON;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA cache_size = -8192;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
)sql";

/// Nobody asks SQLite how much memory it uses, and keeping count takes a lock
/// for each allocation. Too late, and harmless, once SQLite is in use.
void leave_memory_uncounted() {
  [[maybe_unused]] static const auto result
    = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

SQLite::Database connect(const std::filesystem::path& file) {
  leave_memory_uncounted();
  return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX,
          busy_timeout_ms};
}

/// SQLite opens a file that it may only read, and refuses each write; a log
/// that it may only read it meets with the first one. Any other failure is
/// reported of by the first call that needs what it lacks.
void refuse_if_read_only(SQLite::Database& database) {
  const auto code = database.tryExec("BEGIN IMMEDIATE; ROLLBACK");
  if (sqlite3_db_readonly(database.getHandle(), "main") == 1
      || (code & 0xff) == SQLITE_READONLY)
    throw error(error_code::unavailable,
                "cannot write to " + database.getFilename()
                  + " or its log beside it: give the files to the user that "
                    "runs the server, or name another data directory");
}

void set_up(SQLite::Database& database, const char* settings) {
  try {
    database.exec(settings);
  } catch (const SQLite::Exception& failure) {
    throw to_error(failure, database.getHandle());
  }
}

} // namespace

std::filesystem::path database_file(const std::filesystem::path& directory) {
  return directory / "dossier.db";
}

SQLite::Database open_writer(const std::filesystem::path& file) {
  try {
    create(file);
    auto database = connect(file);
    refuse_if_read_only(database);
    set_up(database, writer_settings);
    migrate(database);
    return database;
  } catch (const SQLite::Exception& failure) {
    throw to_error(failure, nullptr);
  }
}

SQLite::Database open_reader(const std::filesystem::path& file) {
  try {
    auto database = connect(file);
    set_up(database, reader_settings);
    forbid_checkpoint_on_close(database);
    check_version(database);
    return database;
  } catch (const SQLite::Exception& failure) {
    throw to_error(failure, nullptr);
  }
}

void forbid_checkpoint_on_close(SQLite::Database& database) {
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                    nullptr);
}

error to_error(const SQLite::Exception& failure, sqlite3* database) {
  auto code = failure.getExtendedErrorCode() > 0
                ? failure.getExtendedErrorCode()
                : failure.getErrorCode();
  auto cause = is_system_failure(code) ? system_error_of(database) : 0;
  auto text = "database: " + std::string(failure.what()) + " (code "
              + std::to_string(code) + ")";
  if (cause != 0)
    text += std::string(": ") + std::strerror(cause);
  return {meaning_of(code, cause), text};
}

} // namespace dossier::storage::sqlite
