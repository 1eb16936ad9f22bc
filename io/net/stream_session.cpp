#include "io/net/stream_session.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <tuple>

namespace dossier::io::net {

namespace {

/// Small frames are copied together, so that many leave in one system call.
constexpr std::size_t batch_bytes = 64 * 1024;
constexpr std::size_t large_frame_bytes = 16 * 1024;
/// An idle connection keeps no more memory than this for writing.
constexpr std::size_t kept_bytes = 4 * 1024;

constexpr int service_restart = 1012;
constexpr int try_again_later = 1013;

} // namespace

stream_session::stream_session(strand on, const http::limits& bounds,
                               milliseconds tick)
  : bounds_(bounds), tick_(tick), deadline_(on), ticker_(std::in_place, on),
    queue_(bounds.outbox_frames, bounds.outbox_bytes), strand_(std::move(on)) {
  // nop
}

stream_session::~stream_session() = default;

// -- any thread ---------------------------------------------------------------

push_result stream_session::push(frame next, frame_kind kind) {
  {
    const std::lock_guard lock{mutex_};
    if (ending_ != ending::no)
      return push_result::closed;
    const auto result = queue_.push(std::move(next), kind);
    if (result == push_result::taken)
      schedule();
    if (result != push_result::closed)
      return result;
  }
  close(try_again_later, "too slow");
  return push_result::closed;
}

void stream_session::close(int code, std::string reason) {
  auto words = close_frame(code, reason);
  const std::lock_guard lock{mutex_};
  if (ending_ != ending::no)
    return;
  ending_ = ending::wanted;
  close_frame_ = std::move(words);
  // By a post of its own: a write that hangs must not hold up the deadline.
  asio::post(*strand_, [me = self()] {
    me->deadline_.expire_after(*me, me->bounds_.close_deadline);
    me->write();
  });
}

frame stream_session::goodbye() const {
  return nullptr;
}

void stream_session::drain() {
  // A client that is too slow for it is closed all the same.
  if (auto words = goodbye())
    std::ignore = push(std::move(words), frame_kind::state);
  close(service_restart, "restarting");
}

void stream_session::abort() {
  const std::lock_guard lock{mutex_};
  if (strand_)
    asio::post(*strand_, [me = self()] { me->finish(); });
}

/// One post however many frames follow; under the lock.
void stream_session::schedule() {
  if (scheduled_)
    return;
  scheduled_ = true;
  asio::post(*strand_, [me = self()] { me->write(); });
}

// -- from the start -----------------------------------------------------------

void stream_session::open(socket peer, std::unique_ptr<registry::ticket> slot,
                          std::unique_ptr<client_events> events,
                          std::string greeting, std::string_view input) {
  socket_.emplace(std::move(peer));
  slot_ = std::move(slot);
  slot_->belongs_to(weak_from_this());
  events_ = std::move(events);
  urgent_.insert(0, greeting);
  tick_later();
  write();
  if (!input.empty())
    on_input(input);
  read();
}

void stream_session::abandon() {
  deadline_.cancel();
  ticker_.reset();
  const std::lock_guard lock{mutex_};
  ending_ = ending::said;
  queue_.clear();
  strand_.reset();
}

void stream_session::tick_later() {
  if (!ticker_)
    return;
  ticker_->expires_after(tick_);
  ticker_->async_wait([weak = weak_from_this()](error_code ec) {
    const auto me = weak.lock();
    if (ec || !me || !me->socket_)
      return;
    me->on_tick();
    me->tick_later();
  });
}

// -- reading ------------------------------------------------------------------

void stream_session::read() {
  if (!socket_)
    return;
  socket_->async_read_some(asio::buffer(input_),
                           [me = self()](error_code ec, std::size_t count) {
                             me->on_read(ec, count);
                           });
}

void stream_session::on_read(error_code ec, std::size_t count) {
  if (!socket_)
    return;
  if (ec) {
    finish();
    return;
  }
  on_input({input_.data(), count});
  read();
}

void stream_session::peer_closed() {
  peer_closed_ = true;
  const bool said = [this] {
    const std::lock_guard lock{mutex_};
    return ending_ == ending::said;
  }();
  if (said && !writing_)
    finish();
}

// -- writing ------------------------------------------------------------------

void stream_session::send(std::string_view bytes) {
  if (is_closing())
    return;
  urgent_.append(bytes);
  write();
}

void stream_session::fail(int code, std::string reason) {
  {
    const std::lock_guard lock{mutex_};
    queue_.clear();
  }
  close(code, std::move(reason));
}

void stream_session::write() {
  if (writing_ || !socket_)
    return;
  gather();
  if (bytes_.empty()) {
    settle();
    return;
  }
  writing_ = true;
  if (!is_closing())
    deadline_.expire_after(*this, bounds_.write_deadline);
  const auto tail = large_ ? suffix() : std::string_view{};
  const std::array<asio::const_buffer, 3> buffers{
    asio::buffer(bytes_),
    large_ ? asio::buffer(*large_) : asio::const_buffer{},
    asio::buffer(tail),
  };
  asio::async_write(
    *socket_, buffers,
    [me = self()](error_code ec, std::size_t) { me->on_write(ec); });
}

void stream_session::gather() {
  bytes_.swap(urgent_);
  const std::lock_guard lock{mutex_};
  auto frames = queue_.take(batch_bytes);
  wrote_frames_ = !frames.empty();
  for (auto& next : frames) {
    append_prefix(bytes_, next->size());
    // `take` hands out a frame of more than a batch alone.
    if (frames.size() == 1 && next->size() > large_frame_bytes) {
      large_ = std::move(next);
      return;
    }
    bytes_.append(*next).append(suffix());
  }
  if (queue_.has_waiting() || ending_ != ending::wanted)
    return;
  bytes_.append(close_frame_);
  ending_ = ending::said;
}

void stream_session::on_write(error_code ec) {
  writing_ = false;
  bytes_.clear();
  large_.reset();
  if (!socket_)
    return;
  if (ec) {
    finish();
    return;
  }
  if (!is_closing())
    deadline_.clear();
  bool waiting = false;
  bool said = false;
  {
    const std::lock_guard lock{mutex_};
    queue_.written();
    waiting = queue_.has_waiting();
    said = ending_ == ending::said;
  }
  if (said)
    on_close_sent();
  else if (wrote_frames_ && !waiting)
    events_->writable();
  write();
}

/// Nothing waits: the next push posts again.
void stream_session::settle() {
  if (bytes_.capacity() > kept_bytes)
    bytes_ = {};
  if (urgent_.capacity() > kept_bytes)
    urgent_ = {};
  const std::lock_guard lock{mutex_};
  scheduled_ = queue_.has_waiting();
  if (scheduled_)
    asio::post(*strand_, [me = self()] { me->write(); });
}

// -- the end ------------------------------------------------------------------

void stream_session::on_close_sent() {
  if (peer_closed_) {
    finish();
    return;
  }
  error_code ignored; // The peer may be gone; reading will tell.
  socket_->shutdown(socket::shutdown_send, ignored);
}

void stream_session::on_deadline() {
  finish();
}

void stream_session::finish() {
  if (!socket_)
    return;
  error_code ignored; // It is closed either way.
  socket_->close(ignored);
  socket_.reset();
  abandon();
  events_->closed();
  events_.reset();
  slot_.reset();
}

client_events& stream_session::events() noexcept {
  return *events_;
}

const http::limits& stream_session::bounds() const noexcept {
  return bounds_;
}

bool stream_session::is_closing() const {
  const std::lock_guard lock{mutex_};
  return ending_ != ending::no;
}

std::shared_ptr<stream_session> stream_session::self() {
  return shared_from_this();
}

} // namespace dossier::io::net
