/// What readiness is judged by.

#pragma once

#include <atomic>
#include <memory>

namespace dossier {

/// Written by the recorder and at the end of the process, read by anyone.
struct engine_health {
  /// The last write did not fail.
  std::atomic<bool> is_writable = true;
  std::atomic<bool> is_draining = false;
};

using engine_health_ptr = std::shared_ptr<engine_health>;

} // namespace dossier
