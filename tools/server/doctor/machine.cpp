#include "tools/server/doctor/machine.hpp"

#include "storage/database_state.hpp"
#include "storage/error.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace dossier::server {

namespace fs = std::filesystem;

namespace {

constexpr double mebibyte = 1024.0 * 1024;

/// A report with its events and versions takes about one.
constexpr double scarce_mebibytes = 1024;
constexpr double least_mebibytes = 64;

/// Each group of commits waits for one.
constexpr auto slow_sync = std::chrono::milliseconds{100};

/// For the database, its readers, the log and what is opened in passing.
constexpr rlim_t other_files = 128;

/// The process, its log, its database and what it listens on: a start alone
/// takes about twenty. With what one job and one reader take on top.
constexpr rlim_t least_files = 64;

std::string reason_of(int error) {
  return std::strerror(error);
}

/// What to do about a folder that cannot be used.
const char* advice_on(int error) {
  switch (error) {
    case ENOSPC: return "make room, or name another folder with --data";
    case EDQUOT:
      return "make room, have this user's quota raised, or name another folder "
             "with --data";
    case EROFS:
      return "have the file system mounted to be written to, or name another "
             "folder with --data";
    case EACCES:
    case EPERM:
      return "give the folder to the user that runs the server, or name "
             "another with --data";
    case EMFILE:
    case ENFILE: return "raise the limit of open files";
    case EIO: return "see to the disk, or name another folder with --data";
    default: return "name another folder with --data";
  }
}

std::string whole(double number) {
  return std::to_string(static_cast<long long>(number));
}

/// The folder, or what it would be made in.
fs::path existing_part(const fs::path& data) {
  std::error_code error;
  auto result = fs::absolute(data, error);
  while (!fs::exists(result, error) && result.has_relative_path())
    result = result.parent_path();
  return result;
}

// -- disk ---------------------------------------------------------------------

/// A file that is gone when this is.
class trial_file {
public:
  explicit trial_file(const fs::path& folder)
    : name_{(folder / ".doctor-XXXXXX").string()},
      file_{::mkostemp(name_.data(), O_CLOEXEC)}, error_{errno} {
    // nop
  }

  ~trial_file() {
    if (file_ < 0)
      return;
    ::close(file_);
    ::unlink(name_.c_str());
  }

  trial_file(const trial_file&) = delete;
  trial_file& operator=(const trial_file&) = delete;

  /// 0: it is on disk.
  int write() {
    const std::array<char, 8192> block{};
    if (file_ < 0)
      return error_;
    const auto count = ::write(file_, block.data(), block.size());
    if (count < 0)
      return errno;
    if (count != ssize_t(block.size()))
      return ENOSPC;
    return ::fsync(file_) == 0 ? 0 : errno;
  }

private:
  std::string name_;
  int file_;
  int error_;
};

/// The same, of a folder.
class trial_folder {
public:
  explicit trial_folder(const fs::path& parent)
    : name_{(parent / ".doctor-XXXXXX").string()}, error_{
                                                     ::mkdtemp(name_.data())
                                                       ? 0
                                                       : errno} {
    // nop
  }

  ~trial_folder() {
    if (error_ == 0)
      ::rmdir(name_.c_str());
  }

  trial_folder(const trial_folder&) = delete;
  trial_folder& operator=(const trial_folder&) = delete;

  /// 0: a file in it is on disk. Not every file system says beforehand what it
  /// refuses, and a full one has room for folders.
  int write() const {
    return error_ == 0 ? trial_file{name_}.write() : error_;
  }

private:
  std::string name_;
  int error_;
};

findings write_trial(const fs::path& data) {
  const auto began = std::chrono::steady_clock::now();
  if (const auto error = trial_file{data}.write())
    return {fail("disk",
                 data.string() + " cannot be written to: " + reason_of(error),
                 advice_on(error))};
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
    std::chrono::steady_clock::now() - began);
  auto found = data.string() + " can be written to; a sync took "
               + std::to_string(took.count()) + " ms";
  if (took > slow_sync)
    return {warn("disk", std::move(found),
                 "every commit waits for one: use a faster disk")};
  return {fine("disk", std::move(found))};
}

findings make_trial(const fs::path& data) {
  const auto parent = existing_part(data);
  if (const auto error = trial_folder{parent}.write())
    return {fail("disk",
                 data.string() + " is not there and cannot be made in "
                   + parent.string() + ": " + reason_of(error),
                 advice_on(error))};
  return {fine("disk", data.string() + " is not there yet and can be made")};
}

/// The folder is there, but a server of ours could not own what it makes.
bool is_of_another(const fs::path& data, struct stat& seen) {
  return ::stat(data.c_str(), &seen) == 0 && seen.st_uid != ::geteuid();
}

// -- database -----------------------------------------------------------------

/// Whether a line of /proc/locks is about the file: by device and inode, or,
/// where the file system tells another device, by inode and program.
bool is_about(const std::string& place, const std::string& pid,
              const struct stat& file) {
  std::array<char, 64> exact{};
  std::snprintf(exact.data(), exact.size(), "%02x:%02x:%lu", major(file.st_dev),
                minor(file.st_dev), static_cast<unsigned long>(file.st_ino));
  if (place == exact.data())
    return true;
  std::string program;
  std::getline(std::ifstream{"/proc/" + pid + "/comm"}, program);
  return program == "dossierd"
         && place.ends_with(':' + std::to_string(file.st_ino));
}

finding state_of(const fs::path& data) {
  const auto state = storage::look_at(data);
  if (!state)
    return fine("database", "none yet; the first start makes it");
  if (state->version > state->newest_version)
    return fail("database",
                "it has schema version " + std::to_string(state->version)
                  + ", this program knows "
                  + std::to_string(state->newest_version),
                "use the program that wrote it, or a newer one");
  auto found = whole(double(state->bytes) / mebibyte) + " MiB, "
               + std::to_string(state->unfinished_jobs) + " jobs to go on with";
  if (state->version < state->newest_version)
    found += "; the next start brings it from schema version "
             + std::to_string(state->version) + " to "
             + std::to_string(state->newest_version);
  return fine("database", std::move(found));
}

} // namespace

int worker_on(const fs::path& data) {
  struct stat lock {};
  if (::stat((data / "dossier.lock").c_str(), &lock) != 0)
    return 0;
  std::ifstream all{"/proc/locks"};
  for (std::string line; std::getline(all, line);) {
    std::istringstream words{line};
    std::string number, kind, mode, access, pid, place;
    words >> number >> kind >> mode >> access >> pid >> place;
    if (kind == "FLOCK" && is_about(place, pid, lock))
      return std::atoi(pid.c_str());
  }
  return 0;
}

findings examine_disk(const config::settings& from) {
  const auto& data = from.storage.path;
  std::error_code error;
  if (!fs::exists(data, error))
    return make_trial(data);
  if (!fs::is_directory(data, error))
    return {fail("disk", data.string() + " is no folder",
                 "name another with --data")};
  auto result = write_trial(data);
  if (struct stat seen{}; is_of_another(data, seen))
    result.push_back(
      warn("owner",
           data.string() + " is owned by user " + std::to_string(seen.st_uid)
             + ", and this runs as user " + std::to_string(::geteuid()),
           "run the server, and this, as the user that owns it"));
  return result;
}

findings examine_space(const config::settings& from) {
  const auto place = existing_part(from.storage.path);
  struct statvfs disk {};
  if (::statvfs(place.c_str(), &disk) != 0)
    return {fail("free space", place.string() + ": " + reason_of(errno),
                 advice_on(errno))};
  const auto free = double(disk.f_bavail) * double(disk.f_frsize) / mebibyte;
  auto found = whole(free) + " MiB at " + place.string();
  constexpr auto advice = "make room, or name another folder with --data";
  if (disk.f_files > 0 && disk.f_favail == 0)
    return {fail("free space", found + ", but no file can be added", advice)};
  if (free < least_mebibytes)
    return {fail("free space", std::move(found), advice)};
  if (free < scarce_mebibytes)
    return {warn("free space", std::move(found), advice)};
  return {fine("free space", std::move(found))};
}

findings examine_database(const config::settings& from) {
  const auto& data = from.storage.path;
  findings result;
  if (const auto worker = worker_on(data))
    result.push_back(warn("database",
                          "a server works on " + data.string() + " (process "
                            + std::to_string(worker) + ")",
                          "a second one would not start"));
  try {
    result.push_back(state_of(data));
  } catch (const storage::error& reason) {
    result.push_back(fail("database", reason.what(),
                          "stop what holds it, or restore it from a backup"));
  }
  return result;
}

findings examine_file_limit(const config::settings& from) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return {warn("open files", "their limit cannot be read", "see ulimit -n")};
  const auto needed = rlim_t(from.http.max_connections)
                      + rlim_t(from.provider.max_concurrency) + other_files;
  if (limit.rlim_max == RLIM_INFINITY)
    return {fine("open files", "no limit")};
  auto found = "at most " + std::to_string(limit.rlim_max);
  constexpr auto advice = "raise the hard limit (ulimit -Hn, LimitNOFILE= of a "
                          "service)";
  if (limit.rlim_max < least_files)
    return {fail("open files",
                 found + ", and a server with one job needs "
                   + std::to_string(least_files),
                 advice)};
  if (limit.rlim_max < needed)
    return {
      warn("open files",
           found + ", and the settings allow for " + std::to_string(needed),
           std::string{advice} + ", or lower http.max_connections")};
  return {fine("open files",
               found + ", " + std::to_string(needed) + " may be needed")};
}

std::span<const machine_check> machine_checks() noexcept {
  static constexpr std::array all{
    machine_check{"disk", examine_disk},
    machine_check{"free space", examine_space},
    machine_check{"database", examine_database},
    machine_check{"port", examine_port},
    machine_check{"open files", examine_file_limit},
  };
  return all;
}

} // namespace dossier::server
