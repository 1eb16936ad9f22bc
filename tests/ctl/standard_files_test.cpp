#include "tools/arguments/standard_files.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace dossier;

namespace {

/// What is wrong in a process that was started without these; 0: nothing.
int fault_without(const std::vector<int>& descriptors) {
  const auto child = ::fork();
  if (child == 0) {
    for (const auto each : descriptors)
      ::close(each);
    arguments::reserve_standard_files();
    if (::open("/dev/zero", O_RDONLY) <= STDERR_FILENO)
      ::_exit(1);
    char byte = 'x';
    for (const auto each : descriptors) {
      if (each == STDIN_FILENO && ::read(each, &byte, 1) != 0)
        ::_exit(2);
      if (each != STDIN_FILENO && ::write(each, &byte, 1) != -1)
        ::_exit(3);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("no file takes the place of a standard one that is closed") {
  CHECK(fault_without({}) == 0);
  CHECK(fault_without({STDIN_FILENO}) == 0);
  CHECK(fault_without({STDOUT_FILENO}) == 0);
  CHECK(fault_without({STDERR_FILENO}) == 0);
  CHECK(fault_without({STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) == 0);
}
