#include "actors/ports.hpp"

#include <sodium.h>

namespace dossier {

namespace {

class machine_clock final : public wall_clock {
public:
  timestamp now() const override {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  }
};

class machine_randomness final : public randomness {
public:
  std::uint64_t bits() override {
    std::uint64_t result = 0;
    randombytes_buf(&result, sizeof(result));
    return result;
  }
};

} // namespace

const wall_clock& system_clock() {
  static const machine_clock clock;
  return clock;
}

randomness& system_randomness() {
  static machine_randomness source;
  return source;
}

} // namespace dossier
