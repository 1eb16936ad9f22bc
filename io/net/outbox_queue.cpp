#include "io/net/outbox_queue.hpp"

namespace dossier::io::net {

outbox_queue::outbox_queue(std::size_t max_frames, std::size_t max_bytes)
  : max_frames_(max_frames), max_bytes_(max_bytes) {
  // nop
}

push_result outbox_queue::push(frame next, frame_kind kind) {
  const auto bytes = next->size();
  if (kind == frame_kind::delta && (owes_drop_ || !has_room(bytes))) {
    owes_drop_ = false;
    return push_result::dropped;
  }
  if (!has_room(bytes))
    drop_deltas();
  if (!has_room(bytes)) {
    clear();
    return push_result::closed;
  }
  waiting_bytes_ += bytes;
  waiting_.push_back({std::move(next), kind});
  return push_result::taken;
}

std::vector<frame> outbox_queue::take(std::size_t max_bytes) {
  std::vector<frame> result;
  while (!waiting_.empty()
         && (result.empty()
             || taken_bytes_ + waiting_.front().text->size() <= max_bytes)) {
    const auto bytes = waiting_.front().text->size();
    waiting_bytes_ -= bytes;
    taken_bytes_ += bytes;
    ++taken_frames_;
    result.push_back(std::move(waiting_.front().text));
    waiting_.pop_front();
  }
  return result;
}

void outbox_queue::written() {
  taken_frames_ = 0;
  taken_bytes_ = 0;
}

void outbox_queue::clear() {
  waiting_.clear();
  waiting_bytes_ = 0;
}

bool outbox_queue::has_room(std::size_t bytes) const noexcept {
  const auto frames = waiting_.size() + taken_frames_;
  return frames == 0
         || (frames < max_frames_
             && waiting_bytes_ + taken_bytes_ + bytes <= max_bytes_);
}

void outbox_queue::drop_deltas() {
  const auto count = std::erase_if(waiting_, [this](const entry& e) {
    const bool goes = e.kind == frame_kind::delta;
    if (goes)
      waiting_bytes_ -= e.text->size();
    return goes;
  });
  owes_drop_ = owes_drop_ || count > 0;
}

} // namespace dossier::io::net
