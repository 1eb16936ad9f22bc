/// A disk that is full, as far as this process can see.

#pragma once

#include <csignal>
#include <sys/resource.h>

namespace dossier::test {

/// While it lives, no file of this process grows beyond so many bytes.
class file_size_limit {
public:
  explicit file_size_limit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    auto lowered = before_;
    lowered.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &lowered);
  }

  ~file_size_limit() {
    setrlimit(RLIMIT_FSIZE, &before_);
  }

  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;

private:
  rlimit before_{};
};

} // namespace dossier::test
