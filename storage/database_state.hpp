/// A look at a database from outside, whoever works on it.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace dossier::storage {

struct database_state {
  /// Of its schema, and the newest that this program knows.
  std::size_t version = 0;
  std::size_t newest_version = 0;
  /// Jobs that the next server takes up; 0 where the versions differ.
  std::int64_t unfinished_jobs = 0;
  std::uintmax_t bytes = 0;
};

/// Nothing: there is no database in that folder. Neither writes to it nor
/// brings it up to date. Throws `storage::error` when it cannot be read.
std::optional<database_state> look_at(const std::filesystem::path& directory);

} // namespace dossier::storage
