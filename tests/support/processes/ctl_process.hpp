/// dossierctl as a process of its own, with a test at its keyboard.

#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dossier::test {

class ctl_process {
public:
  /// Talks to the server on `port`.
  ctl_process(std::uint16_t port, std::vector<std::string> words);

  ctl_process(const ctl_process&) = delete;
  ctl_process& operator=(const ctl_process&) = delete;

  /// Kills it if it still runs.
  ~ctl_process();

  void type(const std::string& line);

  /// Everything it printed since the last call, up to and including `text`.
  /// Throws `std::runtime_error` when that does not come in time.
  std::string read_until(const std::string& text);

  /// No more is typed; waits for its end and returns the exit code.
  int finish();

private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string said_;
};

} // namespace dossier::test
