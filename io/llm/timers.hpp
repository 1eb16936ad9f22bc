/// Waiting without a thread that sleeps: a seam, so that tests move the clock.

#pragma once

#include "messages/time.hpp"

#include <functional>

namespace dossier::io::llm {

/// Thread-safe.
class timer_service {
public:
  virtual ~timer_service() = default;

  /// Runs `task` once, `delay` from now and never before returning. All tasks
  /// run on one thread; those still waiting at the end of the service are
  /// dropped.
  virtual void after(milliseconds delay, std::function<void()> task) = 0;
};

} // namespace dossier::io::llm
