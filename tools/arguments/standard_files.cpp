#include "tools/arguments/standard_files.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace dossier::arguments {

/// What is opened gets the lowest descriptor that is free.
void reserve_standard_files() noexcept {
  for (auto descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO;
       ++descriptor)
    if (::fcntl(descriptor, F_GETFD) < 0 && ::open("/dev/null", O_RDONLY) < 0)
      ::_exit(1);
}

} // namespace dossier::arguments
