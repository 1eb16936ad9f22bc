/// What actors may not reach for by themselves: time and random numbers. Tests
/// move the one and seed the other.

#pragma once

#include "messages/time.hpp"

#include <cstdint>

namespace dossier {

/// Thread-safe.
class wall_clock {
public:
  virtual ~wall_clock() = default;

  virtual timestamp now() const = 0;
};

/// Thread-safe.
class randomness {
public:
  virtual ~randomness() = default;

  virtual std::uint64_t bits() = 0;
};

/// Uniform from 0 to 1, of 53 random bits.
inline double draw(randomness& source) {
  return double(source.bits() >> 11) / double(std::uint64_t{1} << 53);
}

/// The process's own clock and randomness, for production.
const wall_clock& system_clock();
randomness& system_randomness();

} // namespace dossier
