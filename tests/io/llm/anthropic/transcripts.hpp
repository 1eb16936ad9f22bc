/// What the Messages API streams, for tests.

#pragma once

#include <string>
#include <string_view>

namespace dossier::test {

/// With its type as the name, as the provider sends it.
inline std::string event_text(const std::string& type,
                              const std::string& rest) {
  return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + rest
         + "}\n\n";
}

inline std::string message_start(const std::string& usage
                                 = R"("input_tokens":25,"output_tokens":1,)"
                                   R"("cache_creation_input_tokens":1200,)"
                                   R"("cache_read_input_tokens":0,)"
                                   R"("cache_creation":{)"
                                   R"("ephemeral_5m_input_tokens":1200,)"
                                   R"("ephemeral_1h_input_tokens":0},)"
                                   R"("server_tool_use":null)") {
  return event_text("message_start",
                    R"(,"message":{"id":"msg_1","type":"message",)"
                    R"("role":"assistant","model":"claude-test-1",)"
                    R"("content":[],"stop_reason":null,"usage":{)"
                      + usage + "}}");
}

inline std::string ping() {
  return event_text("ping", "");
}

inline std::string block_start(int index, const std::string& block) {
  return event_text("content_block_start", R"(,"index":)"
                                             + std::to_string(index)
                                             + R"(,"content_block":)" + block);
}

inline std::string delta(int index, const std::string& content) {
  return event_text("content_block_delta", R"(,"index":)"
                                             + std::to_string(index)
                                             + R"(,"delta":)" + content);
}

inline std::string text_delta(int index, const std::string& escaped) {
  return delta(index, R"({"type":"text_delta","text":")" + escaped + "\"}");
}

inline std::string block_stop(int index) {
  return event_text("content_block_stop",
                    R"(,"index":)" + std::to_string(index));
}

inline std::string message_delta(const std::string& reason,
                                 const std::string& usage
                                 = R"("output_tokens":42)") {
  auto value = reason.empty() ? "null" : "\"" + reason + "\"";
  return event_text("message_delta", R"(,"delta":{"stop_reason":)" + value
                                       + R"(,"stop_sequence":null},"usage":{)"
                                       + usage + "}");
}

inline std::string message_stop() {
  return event_text("message_stop", "");
}

/// One block of text, escaped as in JSON.
inline std::string whole_message(const std::string& escaped,
                                 const std::string& reason = "end_turn") {
  return message_start() + ping()
         + block_start(0, R"({"type":"text","text":""})")
         + text_delta(0, escaped) + block_stop(0) + message_delta(reason)
         + message_stop();
}

} // namespace dossier::test
