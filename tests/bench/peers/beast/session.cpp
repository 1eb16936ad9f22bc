#include "io/ws/session.hpp"

#include "io/ws/handshake.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include <cstdlib>
#include <tuple>

namespace dossier::io::ws {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

/// As much as our own session takes at once, under one lock.
constexpr std::size_t batch_bytes = 64 * 1024;

constexpr int service_restart = 1012;
constexpr int try_again_later = 1013;

/// What every client of a measure asks for.
constexpr std::string_view upgrade
  = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

bool wants_deflate() {
  static const bool result = std::getenv("BENCH_DEFLATE") != nullptr;
  return result;
}

} // namespace

// -- the two streams of Beast -------------------------------------------------

/// A stream that cannot compress does not pay for it, so there are two types.
/// Whoever waits for an answer is kept alive by it, the line too.
class line : public std::enable_shared_from_this<line> {
public:
  using owner = std::shared_ptr<session>;

  virtual ~line() = default;

  virtual void accept(owner me, std::string_view input) = 0;
  virtual void read(owner me) = 0;
  virtual void write(owner me, const std::string& text) = 0;
  virtual void close(owner me, int code, const std::string& reason) = 0;
  virtual void cut() = 0;
};

namespace {

template <bool Deflates>
class beast_line final : public line {
public:
  beast_line(net::socket peer, const http::limits& bounds)
    : stream_(std::move(peer)) {
    stream_.text(true);
    // A message is one frame, and one write, whatever its size.
    stream_.auto_fragment(false);
    stream_.read_message_max(bounds.message_bytes);
    if constexpr (Deflates) {
      websocket::permessage_deflate options;
      options.server_enable = true;
      stream_.set_option(options);
    }
  }

  void accept(owner me, std::string_view input) override {
    std::string request{upgrade};
    if constexpr (Deflates)
      request += "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    request.append("\r\n").append(input);
    stream_.async_accept(
      asio::buffer(request),
      [me = std::move(me)](net::error_code ec) { me->on_accept(ec); });
  }

  void read(owner me) override {
    stream_.async_read(buffer_,
                       [this, self = shared_from_this(),
                        me = std::move(me)](net::error_code ec, std::size_t) {
                         auto text = beast::buffers_to_string(buffer_.data());
                         buffer_.consume(buffer_.size());
                         me->on_read(ec, std::move(text));
                       });
  }

  void write(owner me, const std::string& text) override {
    stream_.async_write(asio::buffer(text),
                        [me = std::move(me)](net::error_code ec, std::size_t) {
                          me->on_write(ec);
                        });
  }

  void close(owner me, int code, const std::string& reason) override {
    stream_.async_close(
      {static_cast<websocket::close_code>(code), reason},
      [me = std::move(me)](net::error_code) { me->on_close(); });
  }

  void cut() override {
    net::error_code ignored; // It is closed either way.
    stream_.next_layer().close(ignored);
  }

private:
  websocket::stream<net::socket, Deflates> stream_;
  beast::flat_buffer buffer_;
};

std::shared_ptr<line> make_line(net::socket peer, const http::limits& bounds) {
  if (wants_deflate())
    return std::make_shared<beast_line<true>>(std::move(peer), bounds);
  return std::make_shared<beast_line<false>>(std::move(peer), bounds);
}

} // namespace

session::session(net::strand on, const http::limits& bounds)
  : bounds_(bounds), deadline_(on),
    queue_(bounds.outbox_frames, bounds.outbox_bytes), strand_(std::move(on)) {
  // nop
}

session::~session() = default;

// -- any thread ---------------------------------------------------------------

push_result session::push(frame next, frame_kind kind) {
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

void session::close(int code, std::string reason) {
  const std::lock_guard lock{mutex_};
  if (ending_ != ending::no)
    return;
  ending_ = ending::wanted;
  code_ = code;
  reason_ = std::move(reason);
  asio::post(*strand_, [me = shared_from_this()] {
    me->deadline_.expire_after(*me, me->bounds_.close_deadline);
    me->write();
  });
}

void session::drain() {
  // A client that is too slow for it is closed all the same.
  std::ignore
    = push(std::make_shared<const std::string>(bye_frame), frame_kind::state);
  close(service_restart, "restarting");
}

void session::abort() {
  const std::lock_guard lock{mutex_};
  if (strand_)
    asio::post(*strand_, [me = shared_from_this()] { me->finish(); });
}

/// One post however many frames follow; under the lock.
void session::schedule() {
  if (scheduled_)
    return;
  scheduled_ = true;
  asio::post(*strand_, [me = shared_from_this()] { me->write(); });
}

// -- the strand ---------------------------------------------------------------

void session::open(net::socket peer,
                   std::unique_ptr<net::registry::ticket> slot,
                   std::unique_ptr<client_events> events, std::string,
                   std::string_view input) {
  slot_ = std::move(slot);
  slot_->belongs_to(weak_from_this());
  events_ = std::move(events);
  line_ = make_line(std::move(peer), bounds_);
  line_->accept(shared_from_this(), input);
}

void session::on_accept(net::error_code ec) {
  if (ec) {
    finish();
    return;
  }
  is_accepted_ = true;
  line_->read(shared_from_this());
  write();
}

void session::on_read(net::error_code ec, std::string text) {
  if (!events_)
    return;
  if (ec) {
    finish();
    return;
  }
  events_->receive(std::move(text));
  line_->read(shared_from_this());
}

void session::write() {
  if (writing_ || !is_accepted_ || !events_ || !has_next())
    return;
  writing_ = true;
  deadline_.expire_after(*this, bounds_.write_deadline);
  line_->write(shared_from_this(), *batch_[at_]);
}

/// Whether a frame waits. Says goodbye once none does and one is wanted.
bool session::has_next() {
  if (at_ < batch_.size())
    return true;
  const std::lock_guard lock{mutex_};
  batch_ = queue_.take(batch_bytes);
  at_ = 0;
  scheduled_ = !batch_.empty();
  if (scheduled_)
    return true;
  if (ending_ == ending::wanted) {
    ending_ = ending::said;
    line_->close(shared_from_this(), code_, reason_);
  }
  return false;
}

void session::on_write(net::error_code ec) {
  writing_ = false;
  if (!events_)
    return;
  if (ec) {
    finish();
    return;
  }
  deadline_.clear();
  if (++at_ == batch_.size()) {
    batch_.clear();
    at_ = 0;
    if (!settle())
      events_->writable();
  }
  write();
}

/// All that was taken has been written; whether more waits.
bool session::settle() {
  const std::lock_guard lock{mutex_};
  queue_.written();
  return queue_.has_waiting();
}

// -- the end ------------------------------------------------------------------

void session::on_close() {
  finish();
}

void session::on_deadline() {
  finish();
}

void session::finish() {
  if (!events_)
    return;
  {
    const std::lock_guard lock{mutex_};
    ending_ = ending::said;
    queue_.clear();
    strand_.reset();
  }
  line_->cut();
  line_.reset();
  deadline_.cancel();
  events_->closed();
  events_.reset();
  slot_.reset();
}

} // namespace dossier::io::ws
