/// Chance from a seed: the same numbers on every machine, for ever.

#pragma once

#include <chrono>
#include <cstdint>

namespace dossier::simulation {

class rng {
public:
  explicit rng(std::uint64_t seed) : state_(seed) {
    // nop
  }

  /// SplitMix64 (Steele, Lea, Flood).
  std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// 0 to `sides` - 1.
  std::size_t below(std::size_t sides) {
    return static_cast<std::size_t>(bits() % sides);
  }

  bool one_in(std::size_t sides) {
    return below(sides) == 0;
  }

  /// True `share` times out of a hundred.
  bool percent(unsigned share) {
    return below(100) < share;
  }

  std::chrono::milliseconds between(std::chrono::milliseconds low,
                                    std::chrono::milliseconds high) {
    auto span = static_cast<std::size_t>((high - low).count()) + 1;
    return low + std::chrono::milliseconds{below(span)};
  }

  template <class Items>
  auto& pick(Items& items) {
    return items[below(items.size())];
  }

private:
  std::uint64_t state_;
};

} // namespace dossier::simulation
