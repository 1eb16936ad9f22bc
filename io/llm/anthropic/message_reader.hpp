/// One streamed message, event by event.
///
///     waiting ──message_start──▶ open ──message_stop──▶ complete
///        └──────── error, or what breaks the protocol ─────▶ failed

#pragma once

#include "io/llm/anthropic/error_reply.hpp"
#include "io/llm/cost.hpp"
#include "io/llm/wire/response/sse_parser.hpp"
#include "messages/code_units.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>

namespace dossier::io::llm::anthropic {

enum class message_state { waiting, open, complete, failed };

class message_reader {
public:
  /// `asked` must outlive the reader.
  message_reader(const addressee& asked, std::size_t max_text_bytes)
    : asked_{asked}, max_text_bytes_{max_text_bytes} {
    // nop
  }

  /// Events after the end change nothing, nor do stray ones that tell of no
  /// error. Complete is a message that says why it ended, and is an answer
  /// unless `fault` says otherwise.
  message_state on_event(const wire::sse_event& event);

  /// A message that came in one piece of JSON, as gateways without streams send
  /// it. False when the body is none, which changes nothing but what was used.
  bool on_whole(std::string_view body);

  message_state state() const noexcept {
    return state_;
  }

  /// Of all text blocks so far: thought and tools are no part of the answer.
  /// UTF-8, in whole characters: half of one waits for the other.
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

  /// Whether an error that the provider reported is the fault.
  bool is_refused() const noexcept {
    return is_refused_;
  }

  /// What was used up. Without a last word of the provider, output is what has
  /// arrived, counted roughly.
  billed_usage used() const noexcept;

private:
  std::optional<nlohmann::json> parse_event(const std::string& text);

  bool take_error(const std::string& type, const wire::sse_event& event,
                  const std::optional<nlohmann::json>& content);
  void on_start(const nlohmann::json& event);
  void on_content(std::string_view type, const nlohmann::json& event);
  void on_block_start(const nlohmann::json& event);
  void on_block_delta(const nlohmann::json& event);
  void on_block_stop(const nlohmann::json& event);
  void on_message_delta(const nlohmann::json& event);
  void on_stop();
  std::optional<call_fault> fault_of_stop() const;

  /// `pointer` is where the piece stands in its event.
  void append(std::string piece, const char* pointer);
  void append(const std::string& piece);
  void take_usage(const nlohmann::json& usage);
  void take_stop(const nlohmann::json& from);
  void fail(error_class error, std::string message);
  void break_off(const char* name);

  const addressee& asked_;
  std::size_t max_text_bytes_;
  message_state state_ = message_state::waiting;
  /// Type of each block that is open.
  std::map<std::int64_t, std::string> blocks_;
  std::string text_;
  text_joiner joiner_;
  /// The event at hand with all its code units, if some make no character.
  std::optional<nlohmann::json> mended_;
  std::string reported_model_;
  std::string stop_reason_;
  /// What the provider says of its refusal.
  std::string refusal_;
  std::optional<call_fault> fault_;
  bool is_refused_ = false;
  std::size_t content_events_ = 0;
  std::size_t content_bytes_ = 0;
  billed_usage used_;
  std::int64_t cache_writes_ = 0;
};

} // namespace dossier::io::llm::anthropic
