/// Where the engine leaves frames for one connected client.

#pragma once

#include <memory>
#include <string>

namespace dossier::io {

/// A frame is encoded once and shared by all clients that receive it.
using frame = std::shared_ptr<const std::string>;

enum class frame_kind {
  /// Must arrive; a client that cannot take it is closed and resumes by seq.
  state,
  /// May be dropped when the client reads slowly.
  delta,
};

enum class push_result {
  taken,
  /// The outbox had no room for a delta.
  dropped,
  /// The client is gone or was too slow for state: stop sending.
  closed,
};

/// Thread-safe. Implemented by the WebSocket and the event-stream session,
/// faked in tests.
class outbox {
public:
  virtual ~outbox() = default;

  /// Bounded by frames and bytes: beyond that a delta is dropped, and a state
  /// frame closes the client with 1013.
  [[nodiscard]] virtual push_result push(frame next, frame_kind kind) = 0;

  /// Sends what was pushed before, then closes with this WebSocket code.
  virtual void close(int code, std::string reason) = 0;
};

} // namespace dossier::io
