/// What a simulated run leaves behind: broken promises, and a trace that two
/// runs of one seed share to the last line.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::simulation {

/// A broken promise, and the oracle that noticed.
struct violation {
  std::string oracle;
  std::string detail;
  /// Steps taken until then.
  std::uint64_t step = 0;
};

class notes {
public:
  /// More would say nothing new about one seed.
  static constexpr std::size_t max_violations = 8;

  /// Hears every line of the trace; none is made up when this is empty.
  std::function<void(const std::string&)> listener;

  void violate(std::string oracle, std::string detail) {
    if (listener)
      listener("VIOLATION " + oracle + ": " + detail);
    if (violations_.size() < max_violations)
      violations_.push_back({std::move(oracle), std::move(detail), steps_});
  }

  /// Counts a step, and takes it into the fingerprint of the run.
  void step(std::string_view name, std::string_view about = {}) {
    ++steps_;
    mix(name);
    mix(about);
    if (listener)
      listener("#" + std::to_string(steps_) + " " + std::string{name} + " "
               + std::string{about});
  }

  bool is_clean() const noexcept {
    return violations_.empty();
  }

  const std::vector<violation>& violations() const noexcept {
    return violations_;
  }

  std::uint64_t steps() const noexcept {
    return steps_;
  }

  /// Equal for equal traces.
  std::uint64_t fingerprint() const noexcept {
    return hash_;
  }

private:
  /// 64-bit FNV-1a.
  void mix(std::string_view text) {
    for (auto c : text) {
      hash_ ^= static_cast<unsigned char>(c);
      hash_ *= 0x100000001b3;
    }
  }

  std::vector<violation> violations_;
  std::uint64_t steps_ = 0;
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

} // namespace dossier::simulation
