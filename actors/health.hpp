/// What readiness is judged by, and what administrators see at a glance.

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace dossier {

/// Written by the recorder, the edges and at the end of the process, read by
/// anyone.
struct engine_health {
  /// The last write did not fail.
  std::atomic<bool> is_writable = true;
  std::atomic<bool> is_draining = false;

  // Since the start, and of the last group that was written.
  std::atomic<std::uint64_t> groups_written = 0;
  std::atomic<std::uint64_t> commits_written = 0;
  std::atomic<std::int64_t> last_group_us = 0;

  // Clients that are connected now.
  std::atomic<std::size_t> sockets = 0;
  std::atomic<std::size_t> streams = 0;
};

using engine_health_ptr = std::shared_ptr<engine_health>;

} // namespace dossier
