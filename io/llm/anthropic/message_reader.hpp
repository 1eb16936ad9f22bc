/// One streamed message, event by event.
///
///     waiting ──message_start──▶ open ──message_stop──▶ complete
///        └──────── error, or what breaks the protocol ─────▶ failed

#pragma once

#include "io/llm/anthropic/error_reply.hpp"
#include "io/llm/cost.hpp"
#include "io/llm/wire/sse_parser.hpp"

#include <map>

namespace dossier::io::llm::anthropic {

enum class message_state { waiting, open, complete, failed };

class message_reader {
public:
  /// `model` must outlive the reader.
  message_reader(const model_facts& model, std::size_t max_text_bytes)
    : model_{model}, max_text_bytes_{max_text_bytes} {
    // nop
  }

  /// Events after the end change nothing. Complete is a message that says why
  /// it ended, and is an answer unless `fault` says otherwise.
  message_state on_event(const sse_event& event);

  message_state state() const noexcept {
    return state_;
  }

  /// Of all text blocks so far: thought and tools are no part of the answer.
  const std::string& text() const noexcept {
    return text_;
  }

  /// Text of the answer, its end: the reader is of no use afterwards.
  std::string take_text() {
    return std::move(text_);
  }

  /// Signs of life do not count.
  std::size_t content_events() const noexcept {
    return content_events_;
  }

  /// As the provider named it; empty before it did.
  const std::string& model() const noexcept {
    return reported_model_;
  }

  const std::string& stop_reason() const noexcept {
    return stop_reason_;
  }

  /// Set when the message is no answer, complete or not.
  const std::optional<call_fault>& fault() const noexcept {
    return fault_;
  }

  /// What was used up. Without a last word of the provider, output is what has
  /// arrived, counted roughly.
  billed_usage used() const noexcept;

private:
  void on_start(const nlohmann::json& event);
  void on_block_start(const nlohmann::json& event);
  void on_block_delta(const nlohmann::json& event);
  void on_block_stop(const nlohmann::json& event);
  void on_message_delta(const nlohmann::json& event);
  void on_stop();

  void append(const std::string& piece);
  void take_usage(const nlohmann::json& usage);
  void fail(error_class error, std::string message);
  void break_off(const char* what);

  const model_facts& model_;
  std::size_t max_text_bytes_;
  message_state state_ = message_state::waiting;
  /// Type of each block that is open.
  std::map<std::int64_t, std::string> blocks_;
  std::string text_;
  std::string reported_model_;
  std::string stop_reason_;
  std::string refusal_category_;
  std::optional<call_fault> fault_;
  std::size_t content_events_ = 0;
  std::size_t content_bytes_ = 0;
  billed_usage used_;
  std::int64_t cache_writes_ = 0;
};

} // namespace dossier::io::llm::anthropic
