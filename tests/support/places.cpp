#include "tests/support/places.hpp"

namespace dossier::test {

std::string source_dir() {
  return DOSSIER_SOURCE_DIR;
}

std::string programs() {
  return DOSSIER_PROGRAMS;
}

} // namespace dossier::test
