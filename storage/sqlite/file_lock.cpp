#include "storage/sqlite/file_lock.hpp"

#include "storage/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace dossier::storage::sqlite {

file_lock::file_lock(const std::filesystem::path& path)
  : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0)
    throw error(error_code::unavailable,
                "cannot open " + path.string() + ": " + std::strerror(errno)
                  + "; the data directory must be writable");
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0)
    return;
  auto reason = errno;
  close(descriptor_);
  if (reason != EWOULDBLOCK)
    throw error(error_code::unavailable,
                "cannot lock " + path.string() + ": " + std::strerror(reason));
  throw error(error_code::unavailable,
              "another server works on " + path.parent_path().string()
                + " (it holds " + path.filename().string()
                + "); stop it, or name another data directory");
}

file_lock::~file_lock() {
  close(descriptor_);
}

} // namespace dossier::storage::sqlite
