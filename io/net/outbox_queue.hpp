/// What waits to be written to one client, within bounds. Pure.

#pragma once

#include "io/outbox.hpp"

#include <deque>
#include <vector>

namespace dossier::io::net {

/// Frames count until they are written. A delta that finds no room is dropped;
/// state takes the room of the deltas that wait, and what still does not fit
/// overflows. An empty queue takes any frame, or a large one would never pass.
class outbox_queue {
public:
  outbox_queue(std::size_t max_frames, std::size_t max_bytes);

  /// `closed` means: overflown, and empty from now on.
  push_result push(frame next, frame_kind kind);

  /// The frames to write next: those that fit into `max_bytes`, at least one.
  std::vector<frame> take(std::size_t max_bytes);

  /// What was taken has been written.
  void written();

  /// Forgets what waits; what was taken is still being written.
  void clear();

  bool has_waiting() const noexcept {
    return !waiting_.empty();
  }

private:
  struct entry {
    frame text;
    frame_kind kind;
  };

  bool has_room(std::size_t bytes) const noexcept;
  void drop_deltas();

  std::size_t max_frames_;
  std::size_t max_bytes_;
  std::deque<entry> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t taken_frames_ = 0;
  std::size_t taken_bytes_ = 0;
  /// Deltas that were taken in have gone since: the next one is dropped too, so
  /// that the engine hears of the gap.
  bool owes_drop_ = false;
};

} // namespace dossier::io::net
