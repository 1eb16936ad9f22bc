#include "io/llm/anthropic/message_reader.hpp"

#include "io/llm/redact.hpp"
#include "io/llm/reply_words.hpp"
#include "messages/visible.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::io::llm::anthropic {

namespace {

using nlohmann::json;

/// More in one call is a mistake of somebody, and no number to count with.
constexpr std::int64_t max_tokens = 1'000'000'000'000;

constexpr std::int64_t bytes_per_token = 4;

/// Providers have one block open at a time.
constexpr std::size_t max_open_blocks = 64;

constexpr std::size_t max_reason_bytes = 60;
constexpr std::size_t max_refusal_bytes = 300;

/// Ends the streams of other protocols, and of gateways that speak several.
constexpr std::string_view end_mark = "[DONE]";

const json* member(const json& object, const char* key) {
  if (!object.is_object())
    return nullptr;
  auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_at(const json& object, const char* key) {
  const auto* value = member(object, key);
  return value && value->is_string() ? value->get<std::string>()
                                     : std::string{};
}

/// By JSON pointer; empty when there is no text.
std::string text_at_pointer(const json& object, const char* pointer) {
  const json::json_pointer where{pointer};
  if (!object.contains(where) || !object[where].is_string())
    return {};
  return object[where].get<std::string>();
}

/// Nothing when absent, null or no number.
std::optional<std::int64_t> count_at(const json& object, const char* key) {
  const auto* value = member(object, key);
  if (!value || !value->is_number())
    return {};
  if (value->is_number_unsigned())
    return static_cast<std::int64_t>(std::min<std::uint64_t>(
      value->get<std::uint64_t>(), static_cast<std::uint64_t>(max_tokens)));
  if (value->is_number_integer())
    return std::clamp<std::int64_t>(value->get<std::int64_t>(), 0, max_tokens);
  return {};
}

bool is_of_family(std::string_view type, std::string_view family) {
  return type.substr(0, family.size()) == family;
}

void overwrite(std::int64_t& value, const json& from, const char* key) {
  if (auto count = count_at(from, key))
    value = *count;
}

} // namespace

void message_reader::fail(error_class error, std::string message) {
  fault_.emplace();
  fault_->error = error;
  fault_->message = std::move(message);
  state_ = message_state::failed;
}

void message_reader::break_off(const char* name) {
  fail(error_class::transient,
       std::string{"The provider's answer breaks its protocol ("} + name
         + ").");
}

/// Totals of the message so far: never added up.
void message_reader::take_usage(const json& usage) {
  overwrite(used_.input, usage, "input_tokens");
  overwrite(used_.output, usage, "output_tokens");
  overwrite(used_.cache_read, usage, "cache_read_input_tokens");
  overwrite(cache_writes_, usage, "cache_creation_input_tokens");
  if (const auto* split = member(usage, "cache_creation")) {
    overwrite(used_.cache_write_1h, *split, "ephemeral_1h_input_tokens");
    overwrite(used_.cache_write_5m, *split, "ephemeral_5m_input_tokens");
  }
  if (const auto* tools = member(usage, "server_tool_use"))
    overwrite(used_.web_searches, *tools, "web_search_requests");
  if (auto region = text_at(usage, "inference_geo"); !region.empty())
    used_.in_us_region = region == "us";
}

void message_reader::on_start(const json& event) {
  if (state_ != message_state::waiting)
    return break_off("a second message began");
  const auto* message = member(event, "message");
  if (!message)
    return break_off("the message has no beginning");
  state_ = message_state::open;
  reported_model_ = text_at(*message, "model");
  take_stop(*message);
  if (const auto* usage = member(*message, "usage"))
    take_usage(*usage);
}

void message_reader::on_block_start(const json& event) {
  auto index = count_at(event, "index");
  const auto* block = member(event, "content_block");
  if (!index || !block)
    return break_off("a block has no beginning");
  if (!blocks_.emplace(*index, text_at(*block, "type")).second)
    return break_off("a block began twice");
  if (blocks_.size() > max_open_blocks)
    return break_off("more blocks are open than can be followed");
  ++content_events_;
  if (blocks_[*index] == "text")
    append(text_at(*block, "text"), "/content_block/text");
}

void message_reader::on_block_delta(const json& event) {
  auto index = count_at(event, "index");
  const auto* delta = member(event, "delta");
  auto block = index ? blocks_.find(*index) : blocks_.end();
  if (!delta || block == blocks_.end())
    return break_off("text came outside of a block");
  ++content_events_;
  const auto type = text_at(*delta, "type");
  if (type == "text_delta" && block->second == "text")
    return append(text_at(*delta, "text"), "/delta/text");
  content_bytes_ += text_at(*delta, "thinking").size()
                    + text_at(*delta, "partial_json").size();
}

void message_reader::append(std::string piece, const char* pointer) {
  if (mended_)
    piece = units_of(text_at_pointer(*mended_, pointer));
  if (mended_ || joiner_.is_waiting())
    piece = joiner_.feed(piece);
  append(piece);
}

void message_reader::append(const std::string& piece) {
  if (piece.size() > max_text_bytes_ - text_.size())
    return fail(error_class::invalid_request,
                "The answer is longer than provider.max_answer_bytes ("
                  + std::to_string(max_text_bytes_) + ").");
  text_ += piece;
  content_bytes_ += piece.size();
}

void message_reader::on_block_stop(const json& event) {
  auto index = count_at(event, "index");
  auto block = index ? blocks_.find(*index) : blocks_.end();
  if (block == blocks_.end())
    return break_off("a block ended that had not begun");
  if (block->second == "text")
    append(joiner_.finish());
  blocks_.erase(block);
}

void message_reader::take_stop(const json& from) {
  if (auto reason = text_at(from, "stop_reason"); !reason.empty())
    stop_reason_ = std::move(reason);
  const auto* details = member(from, "stop_details");
  if (!details)
    return;
  refusal_ = text_at(*details, "category");
  if (auto why = text_at(*details, "explanation"); has_visible(why))
    refusal_ += (refusal_.empty() ? "" : ": ") + why;
}

void message_reader::on_message_delta(const json& event) {
  if (const auto* delta = member(event, "delta"))
    take_stop(*delta);
  if (const auto* usage = member(event, "usage"))
    take_usage(*usage);
}

/// Nothing for a reason to take the text as it is. What a reason of the future
/// means nobody knows: the text may be cut, or wait for something.
std::optional<call_fault> message_reader::fault_of_stop() const {
  auto fault = [](error_class error, std::string message) {
    call_fault result;
    result.error = error;
    result.message = std::move(message);
    return result;
  };
  if (stop_reason_ == "end_turn" || stop_reason_ == "stop_sequence")
    return {};
  if (stop_reason_ == "max_tokens")
    return fault(error_class::truncated,
                 "The answer was cut off at its limit of tokens.");
  if (stop_reason_ == "model_context_window_exceeded")
    return fault(error_class::truncated,
                 "Prompt and answer are too long for " + asked_.model.id + ".");
  if (stop_reason_ == "refusal") {
    auto why = plain_text(refusal_, asked_.key, max_refusal_bytes);
    return fault(error_class::refusal, "The model refused to answer"
                                         + (why.empty() ? why : ": " + why)
                                         + ".");
  }
  return fault(error_class::invalid_request,
               "The model stopped for a reason that is not provided for: "
                 + plain_text(stop_reason_, asked_.key, max_reason_bytes)
                 + ".");
}

void message_reader::on_stop() {
  if (stop_reason_.empty())
    return break_off("the message ended without a reason");
  append(joiner_.finish());
  if (state_ == message_state::failed)
    return;
  state_ = message_state::complete;
  fault_ = fault_of_stop();
}

/// Nothing but an object is an event. One bad code unit is no reason to lose
/// an answer; what the text was made of is kept beside, as its other half may
/// come with the next event.
std::optional<json> message_reader::parse_event(const std::string& text) {
  mended_.reset();
  auto event = json::parse(text, nullptr, false);
  if (event.is_discarded()) {
    event = json::parse(with_whole_characters(text, stray_units::replaced),
                        nullptr, false);
    if (event.is_object())
      mended_ = json::parse(with_whole_characters(text, stray_units::kept),
                            nullptr, false);
  }
  if (!event.is_object())
    return {};
  return event;
}

void message_reader::on_content(std::string_view type, const json& event) {
  if (state_ == message_state::waiting)
    break_off("the message has no beginning");
  else if (type == "content_block_start")
    on_block_start(event);
  else if (type == "content_block_delta")
    on_block_delta(event);
  else if (type == "content_block_stop")
    on_block_stop(event);
  else if (type == "message_delta")
    on_message_delta(event);
  else if (type == "message_stop")
    on_stop();
}

/// Some servers send an error without its type, or as plain words. Those of
/// another protocol never come to a message.
bool message_reader::take_error(const std::string& type,
                                const wire::sse_event& event,
                                const std::optional<json>& content) {
  const auto is_of_message
    = is_of_family(type, "content_block_") || is_of_family(type, "message_");
  const auto is_error
    = type == "error" || event.name == "error"
      || (!is_of_message && content && member(*content, "error"))
      || (state_ == message_state::waiting && content
          && words_in(*content).is_openai);
  if (!is_error)
    return false;
  is_refused_ = true;
  fault_
    = fault_of_event(content ? *content : json{{"error", event.data}}, asked_);
  state_ = message_state::failed;
  return true;
}

message_state message_reader::on_event(const wire::sse_event& event) {
  if (state_ == message_state::complete || state_ == message_state::failed
      || event.data.empty() || event.data == end_mark)
    return state_;
  const auto content = parse_event(event.data);
  auto type = content ? text_at(*content, "type") : std::string{};
  if (type.empty())
    type = event.name;
  if (take_error(type, event, content) || event.is_stray)
    return state_;
  if (!content)
    break_off("an event is no JSON object");
  else if (type == "message_start")
    on_start(*content);
  else if (is_of_family(type, "content_block_")
           || is_of_family(type, "message_"))
    on_content(type, *content);
  return state_;
}

bool message_reader::on_whole(std::string_view body) {
  const auto message = lenient_json(body);
  if (const auto* usage = member(message, "usage"))
    take_usage(*usage);
  const auto* content = member(message, "content");
  if (state_ != message_state::waiting || text_at(message, "type") != "message"
      || !content || !content->is_array())
    return false;
  on_start({{"message", message}});
  for (const auto& block : *content) {
    ++content_events_;
    if (text_at(block, "type") == "text" && state_ == message_state::open)
      append(text_at(block, "text"));
  }
  if (state_ == message_state::open)
    on_stop();
  return true;
}

billed_usage message_reader::used() const noexcept {
  auto result = used_;
  // Without the split, all that was written counts as the cheaper kind.
  result.cache_write_5m
    = std::max(result.cache_write_5m, cache_writes_ - result.cache_write_1h);
  if (state_ != message_state::complete) {
    auto arrived = static_cast<std::int64_t>(content_bytes_);
    auto rough = (arrived + bytes_per_token - 1) / bytes_per_token;
    result.output = std::max(result.output, rough);
  }
  return result;
}

} // namespace dossier::io::llm::anthropic
