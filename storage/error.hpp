/// How a store says that the database let it down.

#pragma once

#include <stdexcept>
#include <string>

namespace dossier::storage {

enum class error_code {
  /// The disk, or the quota, is full.
  full,
  /// Another process holds the file.
  busy,
  /// A read, write or sync failed: what was not acknowledged is unknown.
  io,
  /// The file is damaged, or of a version this program does not know.
  corrupt,
  /// Not to be opened: missing rights, or a second server on the same data.
  unavailable,
  /// A fault of ours, such as a statement that does not fit the schema.
  internal,
};

class error : public std::runtime_error {
public:
  error(error_code code, const std::string& name)
    : std::runtime_error(name), code_(code) {
    // nop
  }

  error_code code() const noexcept {
    return code_;
  }

private:
  error_code code_;
};

} // namespace dossier::storage
