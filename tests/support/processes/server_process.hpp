/// dossierd as a process of its own, on a free port and a data folder of its
/// own: what system tests talk to.

#pragma once

#include "tests/support/disks/temporary_directory.hpp"
#include "tests/support/processes/child_process.hpp"

#include <cstdint>
#include <optional>

namespace dossier::test {

/// How a program ended, and what it said.
struct ended_process {
  /// Exit code, or 128 + the signal that ended it.
  int code = 0;
  std::string out;
  std::string err;
};

/// Runs dossierd with these arguments to its end. Throws `std::runtime_error`
/// when it takes longer than a minute.
ended_process run_server(const std::vector<std::string>& arguments);

class server_process {
public:
  /// The log level at which nothing is kept: errors go where ours go.
  static constexpr const char* quiet = "error";

  /// Starts and waits for the ready line. `settings` are `key=value`.
  explicit server_process(std::vector<std::string> settings = {},
                          std::string log_level = quiet);

  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;

  /// Kills it if it still runs.
  ~server_process();

  std::uint16_t port() const noexcept {
    return port_;
  }

  pid_t pid() const noexcept {
    return child_->pid();
  }

  /// What it has logged so far; nothing where it is quiet.
  std::string log() const;

  const std::filesystem::path& folder() const noexcept {
    return data_.path();
  }

  /// kill -9, and wait until it is gone.
  void kill();

  /// SIGTERM, and wait; returns the exit code.
  int terminate();

  /// Again on the same data, after `kill` or `terminate`; on another port.
  void start();

private:
  std::filesystem::path log_file() const;

  temporary_directory data_;
  std::vector<std::string> settings_;
  std::string log_level_;
  std::optional<child_process> child_;
  std::uint16_t port_ = 0;
};

} // namespace dossier::test
