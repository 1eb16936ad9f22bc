/// Chance without state: a draw depends on what it is for and on nothing else,
/// so the same question gets the same bytes on every machine and thread.

#pragma once

#include <cstdint>
#include <string_view>

namespace dossier::io::llm::demo {

/// Names one draw. Narrowed down from a seed by what the draw belongs to.
class draw_key {
public:
  explicit constexpr draw_key(std::uint64_t seed) noexcept : state_{seed} {
    // nop
  }

  constexpr draw_key with(std::uint64_t part) const noexcept {
    return draw_key{mixed(state_ ^ mixed(part + golden))};
  }

  /// 64-bit FNV-1a, so that no two standard libraries disagree.
  constexpr draw_key with(std::string_view part) const noexcept {
    return with(hash(part));
  }

  static constexpr std::uint64_t hash(std::string_view text) noexcept {
    std::uint64_t result = 0xcbf29ce484222325;
    for (char c : text)
      result = (result ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return result;
  }

  /// From 0 up to, but not including, `bound`; `bound` is at least 1.
  constexpr std::uint64_t below(std::uint64_t bound) const noexcept {
    return mixed(state_ + golden) % bound;
  }

  /// From 0 up to, but not including, 1.
  constexpr double unit() const noexcept {
    return static_cast<double>(mixed(state_ + golden) >> 11) * 0x1p-53;
  }

private:
  static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;

  /// The output function of SplitMix64.
  static constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  std::uint64_t state_;
};

} // namespace dossier::io::llm::demo
