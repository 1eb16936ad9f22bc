#include "tools/load/drive/world.hpp"

#include <cstdlib>

namespace dossier::load {

timestamp wall_now() {
  return std::chrono::time_point_cast<milliseconds>(
    std::chrono::system_clock::now());
}

double load_average() {
  double minute = 0;
  return ::getloadavg(&minute, 1) == 1 ? minute : -1;
}

} // namespace dossier::load
