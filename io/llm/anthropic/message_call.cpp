#include "io/llm/anthropic/message_call.hpp"

#include "io/llm/anthropic/message_reader.hpp"
#include "io/llm/readable_text.hpp"
#include "io/llm/redact.hpp"
#include "io/llm/reply_words.hpp"
#include "io/llm/wire/response/header_values.hpp"
#include "messages/visible.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

namespace dossier::io::llm::anthropic {

namespace {

timestamp now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

bool is_success(const wire::response_head& head) {
  return head.status / 100 == 2;
}

enum class body_shape {
  /// Too little has come to tell.
  unknown,
  events,
  /// One object of JSON.
  object,
  other,
};

/// By how the body begins: some call a stream otherwise, and others call a
/// stream what is none.
body_shape shape_of(const wire::response_head& head, std::string_view start) {
  if (!is_success(head))
    return body_shape::other;
  const auto is_stream = looks_like_events(start);
  if (!is_stream)
    return body_shape::unknown;
  const auto first = visible_part(start).front();
  if (first == '{')
    return body_shape::object;
  const auto is_called_stream
    = wire::media_type_in(head) == "text/event-stream";
  return *is_stream || (is_called_stream && first != '<' && first != '[')
           ? body_shape::events
           : body_shape::other;
}

addressee addressee_of(const client_options& options) {
  return {.model = options.model,
          .url = to_string(options.stream.to) + messages_path,
          .key = options.key};
}

error_class class_of(wire::stream_error error) {
  switch (error) {
    case wire::stream_error::unreachable:
    case wire::stream_error::timed_out:
    case wire::stream_error::broken:
    case wire::stream_error::cancelled: return error_class::transient;
    case wire::stream_error::untrusted: return error_class::auth;
    case wire::stream_error::internal: return error_class::internal;
  }
  return error_class::internal;
}

/// One call, on the thread of the streams.
class message_call final : public wire::stream_sink {
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

  void on_head(const wire::response_head& head) override {
    head_ = head;
    spdlog::debug(
      "model call: stage={} status={} request={}", stage_, head.status,
      plain_text(head.field("request-id").value_or("-"), options_->key, 100));
  }

  wire::sink_verdict on_body(std::string_view bytes) override {
    const auto is_known = shape_ != body_shape::unknown;
    if (!has_events_)
      body_ += bytes.substr(0, most_kept() - body_.size());
    if (!is_known)
      shape_ = shape_of(head_, body_);
    if (shape_ == body_shape::unknown && !has_visible(body_))
      body_.clear(); // empty lines keep a connection alive, and say nothing
    if (shape_ == body_shape::events)
      return on_stream(is_known ? bytes : body_);
    if (body_.size() < most_kept())
      return wire::sink_verdict::more;
    end_large();
    return wire::sink_verdict::abandon;
  }

  void on_end() override {
    if (shape_ == body_shape::events)
      return end_stream();
    if (is_success(head_) && message_.on_whole(whole_text()))
      return end_whole();
    fail(fault_of_reply(head_, body_, asked_, now()));
  }

  void on_failure(wire::stream_failure reason) override {
    // What was said counts for more than how the rest of it was lost.
    const auto is_explained = shape_ == body_shape::object
                              || shape_ == body_shape::other
                              || take_last_words();
    const auto is_told
      = is_explained || (head_.status != 0 && !is_success(head_));
    if (is_told && reason.error != wire::stream_error::cancelled)
      return on_end();
    fail(class_of(reason.error), std::move(reason.reason));
  }

private:
  // -- what is no stream --

  std::size_t most_kept() const {
    constexpr std::size_t bytes_per_byte_of_text = 2; // escapes take more
    return shape_ == body_shape::object
             ? max_error_bytes
                 + bytes_per_byte_of_text * options_->max_answer_bytes
             : max_error_bytes;
  }

  /// The next one would be as large, and would cost as much.
  void end_large() {
    if (shape_ != body_shape::object)
      return on_end();
    fail(error_class::invalid_request,
         "The answer is longer than provider.max_answer_bytes ("
           + std::to_string(options_->max_answer_bytes)
           + "); what it used was not read.");
  }

  /// JSON is UTF-8 unless the header says otherwise.
  std::string whole_text() const {
    const auto charset = wire::charset_in(head_);
    const auto is_other
      = !charset.empty() && charset != "utf-8" && charset != "utf8";
    return is_other ? readable_text(body_, charset) : body_;
  }

  /// Gateways that know no streams send the message in one piece.
  void end_whole() {
    if (!message_.text().empty())
      to_->on_text(message_.text());
    end();
  }

  // -- streams --

  wire::sink_verdict on_stream(std::string_view bytes) {
    const auto sent = message_.text().size();
    const auto content = message_.content_events();
    const auto parsed = read_events(bytes);
    if (message_.text().size() > sent)
      to_->on_text(message_.text().substr(sent));
    if (message_.state() == message_state::complete) {
      end();
      return wire::sink_verdict::complete;
    }
    if (message_.state() == message_state::failed) {
      fail_message();
      return wire::sink_verdict::abandon;
    }
    // The next answer would be as large, and would cost as much.
    if (parsed == wire::sse_state::too_large) {
      fail(error_class::invalid_request,
           "The provider sent too large an event, of more than "
             + std::to_string(wire::sse_parser::default_max_event_bytes)
             + " bytes.");
      return wire::sink_verdict::abandon;
    }
    return message_.content_events() > content ? wire::sink_verdict::progress
                                               : wire::sink_verdict::more;
  }

  wire::sse_state read_events(std::string_view bytes) {
    std::vector<wire::sse_event> events;
    const auto parsed = events_.feed(bytes, events);
    for (const auto& event : events) {
      message_.on_event(event);
      has_events_ = has_events_ || !event.is_stray;
    }
    if (has_events_)
      body_ = {};
    return parsed;
  }

  /// Servers that break off leave an error without its end. Whether there is
  /// one.
  bool take_last_words() {
    std::vector<wire::sse_event> events;
    events_.finish(events);
    for (const auto& event : events)
      message_.on_event(event);
    return message_.state() == message_state::failed;
  }

  void end_stream() {
    if (take_last_words())
      return fail_message();
    if (!has_events_)
      return fail(fault_of_reply(head_, body_, asked_, now()));
    fail(error_class::transient, "The answer ended before it was complete.");
  }

  // -- what is reported --

  void fail_message() {
    auto fault = *message_.fault();
    if (message_.is_refused())
      heed(head_, now(), fault);
    fail(fault);
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
      return fail_message();
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
  wire::sse_parser events_;
  bool has_events_ = false;
  wire::response_head head_;
  body_shape shape_ = body_shape::unknown;
  /// Of what is no stream, and of a stream as long as it has no event.
  std::string body_;
  unsigned restarts_ = 0;
};

} // namespace

std::shared_ptr<wire::stream_sink>
make_message_call(std::shared_ptr<const client_options> options,
                  std::string stage, std::shared_ptr<listener> to) {
  return std::make_shared<message_call>(std::move(options), std::move(stage),
                                        std::move(to));
}

} // namespace dossier::io::llm::anthropic
