/// What is counted, for whoever watches the server over weeks. This class
/// counts nothing; `metrics/prometheus_metrics.hpp` does.

#pragma once

#include "messages/commit.hpp"

namespace dossier::io {

/// Thread-safe, and quick enough to be notified of every commit.
class metrics {
public:
  virtual ~metrics() = default;

  /// A group of commits is on disk, which took so long.
  virtual void group_written(std::chrono::nanoseconds) {
    // nop
  }

  /// A commit has been acknowledged.
  virtual void committed(const commit&) {
    // nop
  }

  /// So many clients are connected now.
  virtual void clients_connected(std::size_t /*sockets*/,
                                 std::size_t /*streams*/) {
    // nop
  }

  /// All of it, in the text format of Prometheus.
  virtual std::string render() {
    return {};
  }
};

} // namespace dossier::io
