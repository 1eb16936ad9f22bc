/// When a lost connection is tried again, and when no more.

#pragma once

#include <chrono>
#include <optional>

namespace dossier::ctl {

/// Delays double from half a second to eight; about a minute in all, so that
/// a server may drain, restart and recover meanwhile.
class backoff {
public:
  /// The wait before the next try, or nothing when there have been enough in
  /// a row. A longer delay that the server asks for wins, within a minute.
  std::optional<std::chrono::milliseconds>
  next(std::chrono::milliseconds requested = {});

  /// The connection brought something new: start over.
  void reset();

  int tries() const {
    return tries_;
  }

private:
  int tries_ = 0;
};

} // namespace dossier::ctl
