#include "io/llm/anthropic/client.hpp"

#include "io/llm/anthropic/message_reader.hpp"
#include "io/llm/anthropic/request_fields.hpp"
#include "io/llm/anthropic/request_json.hpp"
#include "io/llm/plain_text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace dossier::io::llm::anthropic {

namespace {

timestamp now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

bool is_event_stream(const response_head& head) {
  constexpr std::string_view type = "text/event-stream";
  return head.status == 200
         && head.field("content-encoding").value_or("identity") == "identity"
         && head.field("content-type").value_or("").substr(0, type.size())
              == type;
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
    : options_{std::move(options)}, stage_{std::move(stage)},
      to_{std::move(to)}, message_{options_->model,
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
    return is_event_stream(head_) ? on_stream(bytes) : on_refusal(bytes);
  }

  void on_end() override {
    if (head_.status != 200)
      return fail(fault_of_reply(head_, refusal_, options_->model, now()));
    fail({error_class::transient,
          is_event_stream(head_)
            ? "The answer ended before it was complete."
            : "The provider did not answer with a stream of events.",
          {}});
  }

  void on_failure(stream_failure reason) override {
    // The status says more than how its explanation was lost.
    if (head_.status != 0 && head_.status != 200
        && reason.error != stream_error::cancelled)
      return on_end();
    fail({class_of(reason.error), std::move(reason.reason), {}});
  }

private:
  stream_wish on_refusal(std::string_view bytes) {
    auto room = max_error_bytes - refusal_.size();
    refusal_ += bytes.substr(0, room);
    if (bytes.size() < room)
      return stream_wish::more;
    on_end();
    return stream_wish::abandon;
  }

  stream_wish on_stream(std::string_view bytes) {
    const auto told = message_.text().size();
    const auto content = message_.content_events();
    std::vector<sse_event> events;
    const auto parsed = events_.feed(bytes, events);
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
    if (parsed == sse_state::too_large) {
      fail(
        {error_class::transient, "The provider sent too large an event.", {}});
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

  void fail(const call_fault& fault) {
    failure result;
    result.error = fault.error;
    result.message = plain_text(fault.message, options_->key);
    result.model = model_name();
    result.stop_reason = stop_reason();
    result.retry_after = fault.retry_after;
    result.spent = spent();
    result.extra_calls = restarts_;
    to_->on_failure(std::move(result));
  }

  std::shared_ptr<const client_options> options_;
  std::string stage_;
  std::shared_ptr<listener> to_;
  message_reader message_;
  sse_parser events_;
  response_head head_;
  std::string refusal_;
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
  result.path = "/v1/messages";
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
