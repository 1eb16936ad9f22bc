/// How connections to the database are opened, and what their failures mean.

#pragma once

#include "storage/error.hpp"

#include <SQLiteCpp/Database.h>

#include <filesystem>

namespace dossier::storage::sqlite {

/// The database in a data directory.
std::filesystem::path database_file(const std::filesystem::path& directory);

/// The one connection that writes and checkpoints. Makes the file, readable by
/// its owner alone, and brings its schema up to date.
SQLite::Database open_writer(const std::filesystem::path& file);

/// Neither writes nor checkpoints, not even as the last one to close.
SQLite::Database open_reader(const std::filesystem::path& file);

/// Keeps this connection from checkpointing as it closes.
void forbid_checkpoint_on_close(SQLite::Database& database);

/// What a failure of SQLite means to the owner of a store. `database` is null
/// where there is none yet.
error to_error(const SQLite::Exception& failure, sqlite3* database);

} // namespace dossier::storage::sqlite
