#include "io/llm/anthropic/client.hpp"

#include "io/llm/anthropic/message_reader.hpp"
#include "io/llm/anthropic/request_fields.hpp"
#include "io/llm/anthropic/request_json.hpp"
#include "io/llm/plain_text.hpp"
#include "io/llm/reply_words.hpp"
#include "io/llm/wire/header_values.hpp"
#include "messages/visible.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace dossier::io::llm::anthropic {

namespace {

constexpr auto messages_path = "/v1/messages";

timestamp now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

bool is_success(const response_head& head) {
  return head.status / 100 == 2;
}

bool is_event_stream(const response_head& head) {
  return is_success(head) && media_type_in(head) == "text/event-stream"
         && codings_in(head).empty();
}

addressee addressee_of(const client_options& options) {
  return {options.model, to_string(options.stream.to) + messages_path,
          options.key};
}

error_class class_of(stream_error error) {
  switch (error) {
    case stream_error::unreachable:
    case stream_error::timed_out:
    case stream_error::broken:
    case stream_error::cancelled: return error_class::transient;
    case stream_error::untrusted: return error_class::auth;
    case stream_error::internal: return error_class::internal;
  }
  return error_class::internal;
}

/// One call, on the thread of the streams.
class message_call final : public stream_sink {
public:
  message_call(std::shared_ptr<const client_options> options, std::string stage,
               std::shared_ptr<listener> to)
    : options_{std::move(options)}, stage_{std::move(stage)}, to_{std::move(
                                                                to)},
      asked_{addressee_of(*options_)}, message_{asked_,
                                                options_->max_answer_bytes} {
    // nop
  }

  void on_restart() override {
    ++restarts_;
    to_->on_restart();
  }

  void on_head(const response_head& head) override {
    head_ = head;
    spdlog::debug(
      "model call: stage={} status={} request={}", stage_, head.status,
      plain_text(head.field("request-id").value_or("-"), options_->key, 100));
  }

  stream_wish on_body(std::string_view bytes) override {
    if (!is_event_stream(head_))
      return keep(bytes);
    if (!has_events_)
      body_ += bytes.substr(0, max_error_bytes - body_.size());
    return on_stream(bytes);
  }

  void on_end() override {
    if (!is_success(head_))
      return fail(fault_of_reply(head_, body_, asked_, now()));
    if (codings_in(head_).empty() && message_.on_whole(body_))
      return end_whole();
    if (is_event_stream(head_) && (has_events_ || !has_visible(body_)))
      return fail_early();
    if (codings_in(head_).empty() && looks_like_events(body_).value_or(false))
      return end_events();
    fail(fault_of_reply(head_, body_, asked_, now()));
  }

  void on_failure(stream_failure reason) override {
    // The status says more than how its explanation was lost.
    const auto is_explained
      = head_.status != 0
        && (!is_success(head_) || (!is_event_stream(head_) && !body_.empty()));
    if (is_explained && reason.error != stream_error::cancelled)
      return on_end();
    fail(class_of(reason.error), std::move(reason.reason));
  }

private:
  /// Of what is no stream.
  stream_wish keep(std::string_view bytes) {
    const auto limit
      = max_error_bytes + (is_success(head_) ? options_->max_answer_bytes : 0);
    const auto room = limit - body_.size();
    body_ += bytes.substr(0, room);
    if (bytes.size() < room)
      return stream_wish::more;
    on_end();
    return stream_wish::abandon;
  }

  /// Gateways that know no streams send the message in one piece.
  void end_whole() {
    if (!message_.text().empty())
      to_->on_text(message_.text());
    end();
  }

  /// Some call a stream otherwise. One without an event has begun none.
  void end_events() {
    if (!is_event_stream(head_))
      on_stream(body_);
    if (message_.state() != message_state::complete
        && message_.state() != message_state::failed)
      fail_early();
  }

  void fail_early() {
    fail(error_class::transient, "The answer ended before it was complete.");
  }

  stream_wish on_stream(std::string_view bytes) {
    const auto told = message_.text().size();
    const auto content = message_.content_events();
    std::vector<sse_event> events;
    const auto parsed = events_.feed(bytes, events);
    has_events_ = has_events_ || !events.empty();
    for (const auto& event : events)
      message_.on_event(event);
    if (message_.text().size() > told)
      to_->on_text(message_.text().substr(told));
    if (message_.state() == message_state::complete) {
      end();
      return stream_wish::complete;
    }
    if (message_.state() == message_state::failed) {
      fail(*message_.fault());
      return stream_wish::abandon;
    }
    // The next answer would be as large, and would cost as much.
    if (parsed == sse_state::too_large) {
      fail(error_class::invalid_request,
           "The provider sent too large an event, of more than "
             + std::to_string(sse_parser::default_max_event_bytes) + " bytes.");
      return stream_wish::abandon;
    }
    return message_.content_events() > content ? stream_wish::progress
                                               : stream_wish::more;
  }

  std::string model_name() const {
    return message_.model().empty()
             ? options_->model.id
             : plain_text(message_.model(), options_->key, 100);
  }

  std::string stop_reason() const {
    return plain_text(message_.stop_reason(), options_->key, 100);
  }

  usage spent() const {
    return spent_on(options_->model, message_.used(), now());
  }

  void end() {
    if (message_.fault())
      return fail(*message_.fault());
    answer result;
    result.model = model_name();
    result.stop_reason = stop_reason();
    result.spent = spent();
    result.extra_calls = restarts_;
    result.text = message_.take_text();
    to_->on_answer(std::move(result));
  }

  void fail(error_class error, std::string message) {
    call_fault fault;
    fault.error = error;
    fault.message = std::move(message);
    fail(fault);
  }

  void fail(const call_fault& fault) {
    failure result;
    result.error = fault.error;
    result.message = plain_text(fault.message, options_->key);
    result.model = model_name();
    result.stop_reason = stop_reason();
    result.retry_after = fault.retry_after;
    result.is_final = fault.is_final;
    result.spent = spent();
    result.extra_calls = restarts_;
    to_->on_failure(std::move(result));
  }

  std::shared_ptr<const client_options> options_;
  std::string stage_;
  std::shared_ptr<listener> to_;
  const addressee asked_;
  message_reader message_;
  sse_parser events_;
  bool has_events_ = false;
  response_head head_;
  /// Of what is no stream, and of a stream as long as it has no event.
  std::string body_;
  unsigned restarts_ = 0;
};

class refused_call final : public call {
public:
  void cancel() override {
    // nop
  }
};

stream_request request_of(const client_options& options, const request& what) {
  stream_request result;
  result.path = messages_path;
  result.fields = request_fields(options);
  result.fields.emplace_back("Content-Type", "application/json");
  result.fields.emplace_back("Accept", "text/event-stream");
  result.body = request_json(what, options.model);
  return result;
}

failure refusal_of(std::string message, const std::string& model) {
  failure result;
  result.error = error_class::invalid_request;
  result.message = std::move(message);
  result.model = model;
  return result;
}

} // namespace

std::optional<std::string> objection_to_key(std::string_view key) {
  auto is_visible = [](char letter) { return letter > 0x20 && letter < 0x7f; };
  if (key.empty())
    return "is empty";
  if (!std::all_of(key.begin(), key.end(), is_visible))
    return "holds a blank or a character that no key has";
  return {};
}

client::client(client_options options)
  : options_{std::make_shared<const client_options>(std::move(options))},
    streams_{options_->stream} {
  // nop
}

std::shared_ptr<call> client::start(request what,
                                    std::shared_ptr<listener> to) {
  if (auto why = objection_to(what)) {
    to->on_failure(refusal_of(std::move(*why), options_->model.id));
    return std::make_shared<refused_call>();
  }
  auto sink
    = std::make_shared<message_call>(options_, what.stage, std::move(to));
  return streams_.post(request_of(*options_, what), std::move(sink));
}

std::string client::model() const {
  return options_->model.id;
}

bool client::is_demo() const {
  return false;
}

} // namespace dossier::io::llm::anthropic
