/// Standard output and error that come closed: no file of ours takes their
/// place.

#include "tests/support/places.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

using namespace dossier::test;

namespace {

/// The exit code of dossierd, started without one of its standard files.
int run_without(int descriptor, const std::vector<std::string>& arguments) {
  const auto path = programs() + "/dossierd";
  std::vector<char*> words{const_cast<char*>(path.c_str())};
  for (const auto& each : arguments)
    words.push_back(const_cast<char*>(each.c_str()));
  words.push_back(nullptr);
  const auto child = ::fork();
  if (child == 0) {
    ::close(descriptor);
    if (::chdir(source_dir().c_str()) == 0)
      ::execv(path.c_str(), words.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("what is printed never goes into a file of the data folder",
          "[system]") {
  server_process other;
  const auto taken = std::to_string(other.port());
  // The lock is the first file that stays open, and a port that is taken is
  // told of once it is.
  for (const auto descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    INFO(descriptor);
    temporary_directory data;
    CHECK(run_without(descriptor, {"--data", data.path().string(), "--port",
                                   taken, "--set", "log.level=trace"})
          == 1);
    CHECK(std::filesystem::file_size(data.path() / "dossier.lock") == 0);
    CHECK(std::filesystem::exists(data.path() / "dossier.db"));
  }
}
