#include "io/llm/anthropic/message_reader.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dossier::io::llm::anthropic {

namespace {

using nlohmann::json;

/// More in one call is a mistake of somebody, and no number to count with.
constexpr std::int64_t max_tokens = 1'000'000'000'000;

constexpr std::int64_t bytes_per_token = 4;

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

void overwrite(std::int64_t& value, const json& from, const char* key) {
  if (auto count = count_at(from, key))
    value = *count;
}

} // namespace

void message_reader::fail(error_class error, std::string message) {
  fault_ = {error, std::move(message), {}};
  state_ = message_state::failed;
}

void message_reader::break_off(const char* what) {
  fail(error_class::transient,
       std::string{"The provider's answer breaks its protocol ("} + what
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
  stop_reason_ = text_at(*message, "stop_reason");
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
  ++content_events_;
  if (blocks_[*index] == "text")
    append(text_at(*block, "text"));
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
    return append(text_at(*delta, "text"));
  content_bytes_ += text_at(*delta, "thinking").size()
                    + text_at(*delta, "partial_json").size();
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
  if (!index || blocks_.erase(*index) == 0)
    break_off("a block ended that had not begun");
}

void message_reader::on_message_delta(const json& event) {
  if (const auto* delta = member(event, "delta")) {
    if (auto reason = text_at(*delta, "stop_reason"); !reason.empty())
      stop_reason_ = std::move(reason);
    if (const auto* details = member(*delta, "stop_details"))
      refusal_category_ = text_at(*details, "category");
  }
  if (const auto* usage = member(event, "usage"))
    take_usage(*usage);
}

void message_reader::on_stop() {
  if (stop_reason_.empty())
    return break_off("the message ended without a reason");
  state_ = message_state::complete;
  if (stop_reason_ == "max_tokens")
    fault_ = {error_class::truncated,
              "The answer was cut off at its limit of tokens.",
              {}};
  else if (stop_reason_ == "model_context_window_exceeded")
    fault_ = {error_class::truncated,
              "Prompt and answer are too long for " + model_.id + ".",
              {}};
  else if (stop_reason_ == "refusal")
    fault_ = {
      error_class::refusal,
      "The model refused to answer"
        + (refusal_category_.empty() ? std::string{} : ": " + refusal_category_)
        + ".",
      {}};
}

message_state message_reader::on_event(const sse_event& event) {
  if (state_ == message_state::complete || state_ == message_state::failed
      || event.data.empty())
    return state_;
  const auto content = json::parse(event.data, nullptr, false);
  if (!content.is_object()) {
    break_off("an event is no JSON object");
    return state_;
  }
  auto type = text_at(content, "type");
  if (type.empty())
    type = event.name;
  if (type == "error") {
    fault_ = fault_of_event(content, model_);
    state_ = message_state::failed;
  } else if (type == "message_start") {
    on_start(content);
  } else if (type.rfind("content_block_", 0) == 0
             || type.rfind("message_", 0) == 0) {
    if (state_ == message_state::waiting)
      break_off("the message has no beginning");
    else if (type == "content_block_start")
      on_block_start(content);
    else if (type == "content_block_delta")
      on_block_delta(content);
    else if (type == "content_block_stop")
      on_block_stop(content);
    else if (type == "message_delta")
      on_message_delta(content);
    else if (type == "message_stop")
      on_stop();
  }
  return state_;
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
