#include "tools/ctl/watch/backoff.hpp"

#include <algorithm>

namespace dossier::ctl {

namespace {

using namespace std::chrono_literals;

constexpr int most_tries = 10;
constexpr std::chrono::milliseconds first_delay = 500ms;
constexpr std::chrono::milliseconds longest_delay = 8s;

/// A draining server may ask for more than we would wait of our own.
constexpr std::chrono::milliseconds longest_requested = 60s;

} // namespace

std::optional<std::chrono::milliseconds>
backoff::next(std::chrono::milliseconds requested) {
  if (tries_ >= most_tries)
    return std::nullopt;
  auto delay
    = std::min(first_delay * (1 << std::min(tries_, 8)), longest_delay);
  ++tries_;
  return std::max(delay, std::min(requested, longest_requested));
}

void backoff::reset() {
  tries_ = 0;
}

} // namespace dossier::ctl
