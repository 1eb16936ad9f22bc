#include "io/http/session.hpp"

#include "io/http/refusal.hpp"
#include "io/http/trace.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

namespace dossier::io::http {

namespace {

namespace asio = boost::asio;

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

/// Before a request; some clients end a body with a few.
constexpr std::size_t max_empty_line_bytes = 16;

/// What a refused client may still send before it is cut off.
constexpr std::size_t max_discarded_bytes = 32 * 1024 * 1024;

} // namespace

session::session(net::socket peer, std::shared_ptr<service> home,
                 std::unique_ptr<net::registry::ticket> slot)
  : home_(std::move(home)), bounds_(home_->options.limits),
    socket_(std::move(peer)), deadline_(socket_.get_executor()),
    slot_(std::move(slot)) {
  // nop
}

void session::start() {
  slot_->belongs_to(weak_from_this());
  deadline_.expire_after(*this, bounds_.header_deadline);
  read();
}

// -- reading ------------------------------------------------------------------

void session::read() {
  if (reading_)
    return;
  reading_ = true;
  socket_.async_read_some(
    asio::buffer(chunk_),
    [me = shared_from_this()](net::error_code ec, std::size_t count) {
      me->on_read(ec, count);
    });
}

void session::on_read(net::error_code ec, std::size_t count) {
  reading_ = false;
  if (phase_ == phase::closed)
    return;
  if (ec) {
    close();
    return;
  }
  const bool was_idle = phase_ == phase::head && in_.empty();
  in_.append(chunk_.data(), count);
  switch (phase_) {
    case phase::head:
      drop_empty_lines();
      if (was_idle && !in_.empty())
        deadline_.expire_after(*this, bounds_.header_deadline);
      read_head();
      return;
    case phase::body: read_body(); return;
    case phase::lingering:
      discarded_ += count;
      in_.clear();
      if (discarded_ > max_discarded_bytes)
        close();
      else
        read();
      return;
    case phase::answering:
    case phase::writing:
    case phase::closed: return;
  }
}

/// They do not begin a request, so an idle connection stays one.
void session::drop_empty_lines() {
  const auto size = size_of_empty_lines(in_);
  in_.erase(0, size);
  empty_line_bytes_ += size;
}

void session::read_head() {
  frame_ = {};
  wants_head_only_ = false;
  if (empty_line_bytes_ > max_empty_line_bytes) {
    refuse_last(refusal(problem_code::bad_request, "nothing but empty lines"));
    return;
  }
  auto checked = check_head(in_, bounds_);
  if (std::holds_alternative<head_incomplete>(checked)) {
    read();
    return;
  }
  if (auto* wrong = std::get_if<problem>(&checked))
    refuse_last(std::move(*wrong));
  else
    on_head(std::get<request_head>(checked));
}

void session::on_head(const request_head& head) {
  empty_line_bytes_ = 0;
  frame_.trace_id = trace_of(head.field("traceparent"));
  frame_.host = head.authority;
  if (!head.keep_alive || home_->retry_after())
    frame_.then = after_answer::close;
  else if (head.minor_version == 0)
    frame_.then = after_answer::say_keep_open;
  wants_head_only_ = head.method == "HEAD";
  auto plan = decide(head, home_->options, frame_.trace_id);
  if (auto* wrong = std::get_if<problem>(&plan); wrong && head.has_body()) {
    refuse_last(std::move(*wrong));
    return;
  }
  if (auto* wrong = std::get_if<problem>(&plan))
    refuse(std::move(*wrong));
  else if (auto* page = std::get_if<page_request>(&plan))
    on_page(*page);
  else
    on_route(head, std::get<route_request>(std::move(plan)));
  const bool has_body_next = phase_ == phase::body;
  if (has_body_next)
    body_.emplace(std::string_view{in_}.substr(0, head.size),
                  bounds_.body_bytes);
  const bool must_ask = head.expects_continue && in_.size() == head.size;
  in_.erase(0, head.size);
  if (has_body_next && must_ask)
    write_continue();
  else if (has_body_next)
    read_body();
}

void session::read_body() {
  const auto taken = body_->feed(in_);
  in_.erase(0, taken);
  body_bytes_ += taken;
  using state = body_reader::state;
  switch (body_->where()) {
    case state::complete: dispatch(); return;
    case state::too_large:
      refuse_last(
        refusal(problem_code::too_large,
                "at most " + std::to_string(bounds_.body_bytes) + " bytes"));
      return;
    case state::malformed:
      refuse_last(
        refusal(problem_code::bad_request, "the body's chunks are malformed"));
      return;
    case state::incomplete: break;
  }
  const auto earned
    = std::chrono::seconds{body_bytes_ / bounds_.body_bytes_per_second};
  deadline_.expire_at(*this, body_since_ + bounds_.body_grace + earned);
  read();
}

void session::write_continue() {
  asio::async_write(socket_, asio::buffer(continue_line),
                    [me = shared_from_this()](net::error_code ec, std::size_t) {
                      if (ec)
                        me->close();
                      else if (me->phase_ == phase::body)
                        me->read_body();
                    });
}

// -- writing ------------------------------------------------------------------

void session::refuse(problem why) {
  if (frame_.trace_id.empty())
    frame_.trace_id = trace_of({});
  why.trace_id = frame_.trace_id;
  write(to_reply(why));
}

/// For requests of which nobody knows where they end, or cares to read on.
void session::refuse_last(problem why) {
  frame_.then = after_answer::close;
  has_unread_ = true;
  refuse(std::move(why));
}

void session::write(reply with) {
  phase_ = phase::writing;
  head_out_ = response_head(with, frame_);
  body_out_
    = wants_head_only_ || is_bodiless(with.status) ? nullptr : with.body;
  const auto bytes = body_out_ ? body_out_->size() : 0;
  deadline_.expire_after(
    *this, bounds_.write_deadline
             + std::chrono::seconds{bytes / bounds_.body_bytes_per_second});
  const std::array<asio::const_buffer, 2> buffers{
    asio::buffer(head_out_),
    body_out_ ? asio::buffer(*body_out_) : asio::const_buffer{},
  };
  spdlog::debug("request answered: path={} status={} trace={}",
                taken_.call.path, with.status, frame_.trace_id);
  asio::async_write(socket_, buffers,
                    [me = shared_from_this()](net::error_code ec, std::size_t) {
                      me->on_write(ec);
                    });
}

void session::on_write(net::error_code ec) {
  if (phase_ == phase::closed)
    return;
  body_out_.reset();
  if (ec)
    close();
  else if (frame_.then != after_answer::close)
    read_next();
  else if (has_unread_)
    linger();
  else
    close();
}

void session::read_next() {
  phase_ = phase::head;
  taken_ = {};
  drop_empty_lines();
  if (in_.empty() && home_->retry_after()) {
    close();
    return;
  }
  if (in_.empty()) {
    deadline_.expire_after(*this, bounds_.idle_deadline);
    read();
    return;
  }
  deadline_.expire_after(*this, bounds_.header_deadline);
  read_head();
}

/// Closing at once while the peer still writes would take our answer from it.
void session::linger() {
  phase_ = phase::lingering;
  net::error_code ignored; // A peer that is gone shows when it is read.
  socket_.shutdown(net::socket::shutdown_send, ignored);
  deadline_.expire_after(*this, bounds_.close_deadline);
  read();
}

// -- the end ------------------------------------------------------------------

void session::drain() {
  asio::post(socket_.get_executor(), [me = shared_from_this()] {
    if (me->phase_ == phase::head && me->in_.empty())
      me->close();
  });
}

void session::abort() {
  asio::post(socket_.get_executor(),
             [me = shared_from_this()] { me->close(); });
}

void session::on_deadline() {
  const auto late = [](std::string detail) {
    return refusal(problem_code::timeout, std::move(detail));
  };
  switch (phase_) {
    case phase::head:
      if (in_.empty())
        close();
      else
        refuse_last(late("the header did not come in time"));
      return;
    case phase::body: refuse_last(late("the body came too slowly")); return;
    case phase::writing:
    case phase::lingering: close(); return;
    case phase::answering:
    case phase::closed: return;
  }
}

void session::close() {
  phase_ = phase::closed;
  net::error_code ignored; // It is closed either way.
  socket_.close(ignored);
  deadline_.cancel();
  if (events_)
    events_->closed();
  events_.reset();
  if (stream_)
    stream_->abandon();
  stream_.reset();
  slot_.reset();
  self_while_answering_.reset();
}

} // namespace dossier::io::http
