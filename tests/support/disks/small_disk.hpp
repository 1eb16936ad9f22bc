/// A file system of a few megabytes, to be filled up. Needs the right to mount.

#pragma once

#include "tests/support/disks/temporary_directory.hpp"

#include <array>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

namespace dossier::test {

class small_disk {
public:
  explicit small_disk(unsigned megabytes) {
    auto size = "mode=0700,size=" + std::to_string(megabytes) + "m";
    is_mounted_
      = ::mount("tmpfs", at_.path().c_str(), "tmpfs", 0, size.c_str()) == 0;
  }

  /// Whoever writes there has to have ended.
  ~small_disk() {
    if (is_mounted_)
      ::umount2(at_.path().c_str(), MNT_DETACH);
  }

  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  /// False where this process may not mount.
  bool is_mounted() const noexcept {
    return is_mounted_;
  }

  const std::filesystem::path& path() const noexcept {
    return at_.path();
  }

  /// Leaves no byte free.
  void fill() const {
    auto file = ::open(filler().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    std::array<char, 4096> block{};
    for (auto size : {block.size(), std::size_t{1}})
      while (::write(file, block.data(), size) > 0) {
        // Until it is full.
      }
    ::close(file);
  }

  void make_room() const {
    std::filesystem::remove(filler());
  }

  void make_read_only() const {
    ::mount(nullptr, at_.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY,
            nullptr);
  }

private:
  std::filesystem::path filler() const {
    return at_.path() / "filler";
  }

  temporary_directory at_;
  bool is_mounted_ = false;
};

} // namespace dossier::test
