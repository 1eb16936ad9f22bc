/// Who answers a session's request: a file, the engine, or another kind of
/// session that takes the connection over.

#include "io/http/refusal.hpp"
#include "io/http/session.hpp"
#include "io/ws/handshake.hpp"
#include "io/ws/session.hpp"
#include "messages/json_check.hpp"

#include <boost/asio/post.hpp>

namespace dossier::io::http {

namespace asio = boost::asio;

namespace {

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
  return {
    .status = 200, .content_type = "application/json", .body = std::move(body)};
}

reply metrics_page(std::string text) {
  return {.status = 200,
          .content_type = "text/plain; version=0.0.4; charset=utf-8",
          .body = std::make_shared<const std::string>(std::move(text))};
}

problem draining(std::chrono::seconds retry_after) {
  return make_problem(problem_code::draining, "the server is shutting down",
                      retry_after);
}

/// Whether a body is what its route takes; `intake` saw its header alone.
std::optional<problem> check_body(const route& row, std::string_view body,
                                  std::size_t max_depth) {
  const bool may_be_absent = row.body != body_form::json;
  if (may_be_absent && body.empty())
    return {};
  if (auto fault = check_json(body, max_depth))
    return refusal(problem_code::malformed_json, std::move(*fault));
  if (row.body == body_form::no_fields && !is_empty_object(body))
    return refusal(problem_code::invalid_field,
                   "this request takes no fields: send {} or no body");
  return {};
}

} // namespace

void session::on_page(const page_request& wanted) {
  auto found = home_->pages.find(wanted.path, wanted.if_none_match);
  if (!found && wanted.navigates)
    found = home_->pages.index(wanted.if_none_match);
  if (found)
    write(std::move(*found));
  else
    refuse(refusal(problem_code::not_found, "there is no such page"));
}

void session::show_file(const std::shared_ptr<const std::string>& text) {
  if (text)
    write(json(text));
  else
    refuse(refusal(problem_code::not_found, "it is not installed"));
}

void session::on_route(const request_head& head, route_request taken) {
  switch (taken.row->to) {
    case endpoint::health:
      write(json(std::make_shared<const std::string>(R"({"status":"ok"})")));
      return;
    case endpoint::contract: show_file(home_->contract); return;
    case endpoint::socket_contract: show_file(home_->socket_contract); return;
    case endpoint::metrics:
      if (home_->options.metrics)
        write(metrics_page(home_->options.metrics->render()));
      else
        refuse(refusal(problem_code::not_found, "nothing is counted"));
      return;
    case endpoint::socket: upgrade(head); return;
    case endpoint::engine:
    case endpoint::events: ask_engine(std::move(taken)); return;
  }
}

void session::ask_engine(route_request taken) {
  const auto retry_after = home_->retry_after();
  if (retry_after && taken.call.operation != operation::check_readiness) {
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
  auto events = home_->gateway.connect(home_->options.user, client);
  // Its `Connection` says that it is another one from here on.
  frame_.then = after_answer::keep_open;
  const auto greeting = response_head(std::get<reply>(answer), frame_);
  phase_ = phase::closed;
  deadline_.cancel();
  client->open(std::move(socket_), std::move(slot_), std::move(events),
               greeting, std::string_view{in_}.substr(head.size));
}

void session::dispatch() {
  deadline_.clear();
  auto& request = taken_.call;
  request.body = body_->take();
  body_.reset();
  if (auto wrong = check_body(*taken_.row, request.body, bounds_.json_depth)) {
    refuse(std::move(*wrong));
    return;
  }
  phase_ = phase::answering;
  self_while_answering_ = shared_from_this();
  if (taken_.stream_after)
    follow(std::move(request));
  else
    home_->gateway.handle(
      std::move(request),
      std::make_shared<answer_slot>(weak_from_this(), frame_.trace_id));
}

void session::follow(request request) {
  stream_ = std::make_shared<event_stream>(socket_.get_executor(), bounds_);
  events_ = home_->gateway.follow(
    std::move(request), *taken_.stream_after,
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
  if (taken_.row && !taken_.row->deprecated_since.empty())
    with.extra.emplace_back("Deprecation", taken_.row->deprecated_since);
  const auto stream = std::move(stream_);
  auto events = std::move(events_);
  if (phase_ == phase::answering && events && with.status == 200) {
    become_stream(*stream, std::move(events), std::move(with));
    return;
  }
  if (stream)
    stream->abandon();
  if (events)
    events->closed();
  if (phase_ == phase::answering)
    write(std::move(with));
}

void session::become_stream(event_stream& stream,
                            std::unique_ptr<client_events> events, reply with) {
  with.content_type = "text/event-stream";
  frame_.length = body_length::chunked;
  frame_.then = after_answer::close;
  phase_ = phase::closed;
  deadline_.cancel();
  stream.open(std::move(socket_), std::move(slot_), std::move(events),
              response_head(with, frame_), in_);
}

} // namespace dossier::io::http
