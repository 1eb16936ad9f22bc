#include "tools/arguments/standard_files.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace dossier::arguments {

/// What is opened gets the lowest place that is free.
void reserve_standard_files() noexcept {
  for (auto place = STDIN_FILENO; place <= STDERR_FILENO; ++place)
    if (::fcntl(place, F_GETFD) < 0 && ::open("/dev/null", O_RDONLY) < 0)
      ::_exit(1);
}

} // namespace dossier::arguments
