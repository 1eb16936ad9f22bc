#include "tools/llm_sim/anthropic/stream/events.hpp"

#include "tools/llm_sim/anthropic/usage.hpp"

namespace dossier::llm_sim::anthropic {

using json = nlohmann::ordered_json;

namespace {

std::string to_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string json_string(std::string_view text) {
  return to_text(json(text));
}

json empty_block(const block& block) {
  switch (block.kind) {
    case block_kind::thinking:
      return {{"type", "thinking"}, {"thinking", ""}, {"signature", ""}};
    case block_kind::text:
      return {{"type", "text"}, {"text", ""}, {"citations", nullptr}};
    case block_kind::tool_use: break;
  }
  return {{"type", "tool_use"},
          {"id", block.id},
          {"name", block.name},
          {"input", json::object()}};
}

/// Type and member of a delta.
std::string_view delta_opening(block_kind kind) {
  switch (kind) {
    case block_kind::thinking: return R"({"type":"thinking_delta","thinking":)";
    case block_kind::text: return R"({"type":"text_delta","text":)";
    case block_kind::tool_use: break;
  }
  return R"({"type":"input_json_delta","partial_json":)";
}

std::string delta_text(std::size_t index, std::string_view inner) {
  std::string result = R"({"type":"content_block_delta","index":)";
  return result.append(std::to_string(index))
    .append(R"(,"delta":)")
    .append(inner)
    .append("}");
}

} // namespace

event message_start(const answer& answer) {
  json message{{"id", answer.id},
               {"type", "message"},
               {"role", "assistant"},
               {"model", answer.model},
               {"content", json::array()},
               {"container", nullptr},
               {"diagnostics", nullptr},
               {"stop_reason", nullptr},
               {"stop_sequence", nullptr},
               {"stop_details", nullptr},
               {"usage", first_usage(answer)}};
  return {"message_start",
          to_text({{"type", "message_start"}, {"message", message}})};
}

event ping() {
  return {"ping", R"({"type":"ping"})"};
}

event block_start(const block& block, std::size_t index) {
  return {"content_block_start",
          to_text({{"type", "content_block_start"},
                   {"index", index},
                   {"content_block", empty_block(block)}})};
}

event delta(const block& block, std::size_t index, std::string_view piece) {
  auto inner
    = std::string{delta_opening(block.kind)} + json_string(piece) + "}";
  return {"content_block_delta", delta_text(index, inner)};
}

event signature(const block& block, std::size_t index) {
  auto inner = R"({"type":"signature_delta","signature":)"
               + json_string(block.signature) + "}";
  return {"content_block_delta", delta_text(index, inner)};
}

event block_stop(std::size_t index) {
  return {"content_block_stop",
          to_text({{"type", "content_block_stop"}, {"index", index}})};
}

event message_delta(const answer& answer) {
  json change{{"stop_reason", answer.stop_reason},
              {"stop_sequence", nullptr},
              {"container", nullptr},
              {"stop_details", answer.stop_details}};
  return {"message_delta", to_text({{"type", "message_delta"},
                                    {"delta", change},
                                    {"usage", last_usage(answer)}})};
}

event message_stop() {
  return {"message_stop", R"({"type":"message_stop"})"};
}

void append_event(std::string& to, const event& event, const framing& how) {
  const std::string_view end = how.has_crlf ? "\r\n" : "\n";
  if (how.has_comments)
    to.append(": a comment").append(end);
  if (how.has_names)
    to.append("event: ").append(event.name).append(end);
  to.append("data: ").append(event.data).append(end).append(end);
}

} // namespace dossier::llm_sim::anthropic
