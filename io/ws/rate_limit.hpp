/// How much one client may say. Pure.

#pragma once

#include <algorithm>
#include <chrono>

namespace dossier::io::ws {

/// A bucket of one second's worth, which fills as time passes.
class rate_limit {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit rate_limit(std::size_t per_second)
    : per_second_(static_cast<double>(per_second)), left_(per_second_) {
    // nop
  }

  /// Whether one more is allowed.
  bool allow(time_point now) {
    const std::chrono::duration<double> passed = now - last_;
    left_ = std::min(per_second_, left_ + passed.count() * per_second_);
    last_ = now;
    if (left_ < 1)
      return false;
    left_ -= 1;
    return true;
  }

private:
  double per_second_;
  double left_;
  time_point last_{};
};

} // namespace dossier::io::ws
