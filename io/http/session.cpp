#include "io/http/session.hpp"

#include "io/http/json_check.hpp"
#include "io/http/refusal.hpp"
#include "io/http/trace.hpp"
#include "io/ws/handshake.hpp"
#include "io/ws/session.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

namespace dossier::io::http {

namespace {

namespace asio = boost::asio;

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

/// What a refused client may still send before it is cut off.
constexpr std::size_t max_discarded_bytes = 32 * 1024 * 1024;

/// Answers once, and with an error if nobody else does. The engine may keep it
/// for longer than there are sessions.
class answer_slot final : public responder {
public:
  answer_slot(std::weak_ptr<session> to, std::string trace_id)
    : to_(std::move(to)), trace_id_(std::move(trace_id)) {
    // nop
  }

  ~answer_slot() override {
    auto lost = refusal(problem_code::internal, "the request was lost");
    lost.trace_id = trace_id_;
    if (!answered_)
      answer_slot::respond(to_reply(lost));
  }

  void respond(reply answer) override {
    const auto alive = to_.lock();
    if (!answered_.exchange(true) && alive)
      alive->answer(std::move(answer));
  }

private:
  std::weak_ptr<session> to_;
  std::string trace_id_;
  std::atomic<bool> answered_ = false;
};

reply json(std::shared_ptr<const std::string> body) {
  return {200, "application/json", {}, std::move(body)};
}

problem draining(std::chrono::seconds retry_after) {
  return refusal(problem_code::draining, "the server is shutting down",
                 {{"Retry-After", std::to_string(retry_after.count())}});
}

} // namespace

session::session(net::socket peer, std::shared_ptr<service> home,
                 std::unique_ptr<net::registry::ticket> place)
  : home_(std::move(home)), bounds_(home_->options.limits),
    socket_(std::move(peer)), deadline_(socket_.get_executor()),
    place_(std::move(place)) {
  // nop
}

void session::start() {
  place_->belongs_to(weak_from_this());
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
  if (phase_ == phase::head && in_.empty())
    deadline_.expire_after(*this, bounds_.header_deadline);
  in_.append(chunk_.data(), count);
  switch (phase_) {
    case phase::head: read_head(); return;
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

void session::read_head() {
  frame_ = {};
  wants_head_only_ = false;
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
  frame_.trace_id = trace_of(head.field("traceparent"));
  frame_.host = head.field("Host");
  if (!head.keep_alive || home_->retry_after())
    frame_.then = after_answer::close;
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

// -- deciding -----------------------------------------------------------------

void session::on_page(const page_request& wanted) {
  auto found = home_->pages.find(wanted.path, wanted.if_none_match);
  if (!found && wanted.navigates)
    found = home_->pages.index(wanted.if_none_match);
  if (found)
    write(std::move(*found));
  else
    refuse(refusal(problem_code::not_found, "there is no such page"));
}

void session::on_route(const request_head& head, route_request taken) {
  switch (taken.row->to) {
    case endpoint::health:
      write(json(std::make_shared<const std::string>(R"({"status":"ok"})")));
      return;
    case endpoint::contract:
      if (home_->contract)
        write(json(home_->contract));
      else
        refuse(refusal(problem_code::not_found, "it is not installed"));
      return;
    case endpoint::socket: upgrade(head); return;
    case endpoint::engine:
    case endpoint::events: ask_engine(std::move(taken)); return;
  }
}

void session::ask_engine(route_request taken) {
  const auto retry_after = home_->retry_after();
  if (retry_after && taken.what.operation != operation::check_readiness) {
    refuse_last(draining(*retry_after));
    return;
  }
  phase_ = phase::body;
  taken_ = std::move(taken);
  body_bytes_ = 0;
  body_since_ = net::clock::now();
}

void session::upgrade(const request_head& head) {
  auto answer = ws::shake_hands(head);
  if (auto* wrong = std::get_if<problem>(&answer)) {
    refuse(std::move(*wrong));
    return;
  }
  if (const auto retry_after = home_->retry_after()) {
    refuse_last(draining(*retry_after));
    return;
  }
  auto client = std::make_shared<ws::session>(socket_.get_executor(), bounds_);
  auto engine = home_->engine.connect(home_->options.user, client);
  const auto greeting = response_head(std::get<reply>(answer), frame_);
  phase_ = phase::closed;
  deadline_.cancel();
  client->open(std::move(socket_), std::move(place_), std::move(engine),
               greeting, std::string_view{in_}.substr(head.size));
}

void session::dispatch() {
  deadline_.clear();
  auto& what = taken_.what;
  what.body = body_->take();
  body_.reset();
  if (taken_.row->body == body_form::json)
    if (auto fault = check_json(what.body, bounds_.json_depth)) {
      refuse(refusal(problem_code::malformed_json, std::move(*fault)));
      return;
    }
  phase_ = phase::answering;
  self_while_answering_ = shared_from_this();
  if (taken_.stream_after)
    follow(std::move(what));
  else
    home_->engine.handle(std::move(what), std::make_shared<answer_slot>(
                                            weak_from_this(), frame_.trace_id));
}

void session::follow(request what) {
  stream_ = std::make_shared<event_stream>(socket_.get_executor(), bounds_);
  wire_ = home_->engine.follow(
    std::move(what), *taken_.stream_after,
    std::make_shared<answer_slot>(weak_from_this(), frame_.trace_id), stream_);
}

void session::answer(reply with) {
  asio::post(socket_.get_executor(),
             [me = shared_from_this(), with = std::move(with)]() mutable {
               me->on_answer(std::move(with));
             });
}

void session::on_answer(reply with) {
  self_while_answering_.reset();
  const auto stream = std::move(stream_);
  auto engine = std::move(wire_);
  if (phase_ == phase::answering && engine && with.status == 200) {
    become_stream(*stream, std::move(engine), std::move(with));
    return;
  }
  if (stream)
    stream->give_up();
  if (engine)
    engine->closed();
  if (phase_ == phase::answering)
    write(std::move(with));
}

void session::become_stream(event_stream& stream, std::unique_ptr<wire> engine,
                            reply with) {
  with.content_type = "text/event-stream";
  frame_.length = body_length::chunked;
  frame_.then = after_answer::close;
  phase_ = phase::closed;
  deadline_.cancel();
  stream.open(std::move(socket_), std::move(place_), std::move(engine),
              response_head(with, frame_), in_);
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
                taken_.what.path, with.status, frame_.trace_id);
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
  else if (frame_.then == after_answer::keep_open)
    read_next();
  else if (has_unread_)
    linger();
  else
    close();
}

void session::read_next() {
  phase_ = phase::head;
  taken_ = {};
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
  if (wire_)
    wire_->closed();
  wire_.reset();
  if (stream_)
    stream_->give_up();
  stream_.reset();
  place_.reset();
  self_while_answering_.reset();
}

} // namespace dossier::io::http
