/// One of our programs as a process of its own.

#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dossier::test {

class child_process {
public:
  /// Starts `bin/<program>` in the source tree. Its errors go where ours go,
  /// or into the file `errors`.
  child_process(const std::string& program,
                const std::vector<std::string>& arguments,
                const std::filesystem::path& errors = {});

  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  /// Kills it if it still runs.
  ~child_process();

  pid_t pid() const noexcept {
    return pid_;
  }

  /// The next line it prints, without its end. Throws `std::runtime_error` when
  /// none comes within a minute.
  std::string next_line();

  /// Everything up to the end of its output, by the same deadline.
  std::string rest();

  void signal(int number);

  /// Waits until it is gone; returns its exit code, or 128 + the signal that
  /// ended it.
  int wait();

private:
  bool read_some();

  std::string program_;
  std::chrono::steady_clock::time_point until_;
  std::string said_;
  pid_t pid_ = -1;
  int out_ = -1;
};

} // namespace dossier::test
