/// A disk of which one operation fails, or all from some point on: SQLite's
/// default file system, with writes, syncs and truncations counted.

#pragma once

#include <atomic>
#include <cstring>
#include <limits>
#include <sqlite3.h>

namespace dossier::test {

/// In the place of the default file system while it lives. One at a time.
class faulty_disk {
public:
  faulty_disk() : below_(sqlite3_vfs_find(nullptr)), own_(*below_) {
    own_.zName = "faulty";
    own_.szOsFile = static_cast<int>(sizeof(file)) + below_->szOsFile;
    own_.pAppData = this;
    own_.xOpen = &open;
    sqlite3_vfs_register(&own_, 1);
  }

  ~faulty_disk() {
    sqlite3_vfs_unregister(&own_);
    sqlite3_vfs_register(below_, 1);
  }

  faulty_disk(const faulty_disk&) = delete;
  faulty_disk& operator=(const faulty_disk&) = delete;

  /// The next `count` operations after `after` good ones fail.
  void fail(int after, int count = std::numeric_limits<int>::max()) {
    done_ = 0;
    first_ = after;
    count_ = count;
  }

  void repair() {
    count_ = 0;
  }

  /// Whether an operation failed since `fail` was called.
  bool has_failed() const {
    return count_ > 0 && done_ > first_;
  }

private:
  /// SQLite's file, and behind it the one of the file system below.
  struct file {
    sqlite3_file base;
    faulty_disk* disk;

    sqlite3_file* below() {
      return reinterpret_cast<sqlite3_file*>(this + 1);
    }
  };

  static file& of(sqlite3_file* base) {
    return *reinterpret_cast<file*>(base);
  }

  static sqlite3_file* below(sqlite3_file* base) {
    return of(base).below();
  }

  static bool is_good(sqlite3_file* base) {
    auto& disk = *of(base).disk;
    auto number = disk.done_++;
    return number < disk.first_ || number - disk.first_ >= disk.count_;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* base,
                  int flags, int* given) {
    auto& self = *static_cast<faulty_disk*>(vfs->pAppData);
    auto& opened = of(base);
    opened.disk = &self;
    opened.base.pMethods = nullptr;
    std::memset(opened.below(), 0,
                static_cast<std::size_t>(self.below_->szOsFile));
    auto code
      = self.below_->xOpen(self.below_, name, opened.below(), flags, given);
    if (opened.below()->pMethods)
      opened.base.pMethods = &methods;
    return code;
  }

  static int write(sqlite3_file* base, const void* bytes, int size,
                   sqlite3_int64 offset) {
    return is_good(base)
             ? below(base)->pMethods->xWrite(below(base), bytes, size, offset)
             : SQLITE_IOERR_WRITE;
  }

  static int truncate(sqlite3_file* base, sqlite3_int64 size) {
    return is_good(base) ? below(base)->pMethods->xTruncate(below(base), size)
                         : SQLITE_IOERR_TRUNCATE;
  }

  static int sync(sqlite3_file* base, int flags) {
    return is_good(base) ? below(base)->pMethods->xSync(below(base), flags)
                         : SQLITE_IOERR_FSYNC;
  }

  /// Passes a call on as it is.
  template <auto Method>
  struct pass;

  template <class... Ts,
            int (*sqlite3_io_methods::*Method)(sqlite3_file*, Ts...)>
  struct pass<Method> {
    static int on(sqlite3_file* base, Ts... arguments) {
      return (below(base)->pMethods->*Method)(below(base), arguments...);
    }
  };

  static void barrier(sqlite3_file* base) {
    below(base)->pMethods->xShmBarrier(below(base));
  }

  /// Version 2: with shared memory, without memory mapping.
  static constexpr sqlite3_io_methods make_methods() {
    sqlite3_io_methods result{};
    result.iVersion = 2;
    result.xClose = &pass<&sqlite3_io_methods::xClose>::on;
    result.xRead = &pass<&sqlite3_io_methods::xRead>::on;
    result.xWrite = &write;
    result.xTruncate = &truncate;
    result.xSync = &sync;
    result.xFileSize = &pass<&sqlite3_io_methods::xFileSize>::on;
    result.xLock = &pass<&sqlite3_io_methods::xLock>::on;
    result.xUnlock = &pass<&sqlite3_io_methods::xUnlock>::on;
    result.xCheckReservedLock
      = &pass<&sqlite3_io_methods::xCheckReservedLock>::on;
    result.xFileControl = &pass<&sqlite3_io_methods::xFileControl>::on;
    result.xSectorSize = &pass<&sqlite3_io_methods::xSectorSize>::on;
    result.xDeviceCharacteristics
      = &pass<&sqlite3_io_methods::xDeviceCharacteristics>::on;
    result.xShmMap = &pass<&sqlite3_io_methods::xShmMap>::on;
    result.xShmLock = &pass<&sqlite3_io_methods::xShmLock>::on;
    result.xShmBarrier = &barrier;
    result.xShmUnmap = &pass<&sqlite3_io_methods::xShmUnmap>::on;
    return result;
  }

  static const sqlite3_io_methods methods;

  sqlite3_vfs* below_;
  sqlite3_vfs own_;
  std::atomic<int> done_ = 0;
  std::atomic<int> first_ = 0;
  std::atomic<int> count_ = 0;
};

inline const sqlite3_io_methods faulty_disk::methods
  = faulty_disk::make_methods();

} // namespace dossier::test
