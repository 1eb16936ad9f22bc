/// Keeps a second server off the same data.

#pragma once

#include <filesystem>

namespace dossier::storage::sqlite {

/// Held while it lives, and let go by the kernel when the process dies.
class file_lock {
public:
  /// Throws `storage::error` if another process holds it.
  explicit file_lock(const std::filesystem::path& path);

  ~file_lock();

  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;

private:
  int descriptor_;
};

} // namespace dossier::storage::sqlite
