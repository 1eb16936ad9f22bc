/// Replies of a provider that are no answers, and what is made of them.

#pragma once

#include "io/llm/anthropic/error_reply.hpp"

#include <nlohmann/json.hpp>

namespace dossier::test {

inline const timestamp today = *parse_timestamp("2026-12-01T00:00:00Z");

using fields = std::vector<std::pair<std::string, std::string>>;

inline model_facts model() {
  model_facts result;
  result.id = "claude-test-1";
  return result;
}

inline io::llm::anthropic::addressee asked(const model_facts& of = model()) {
  return {of, "https://gw.example/v1/messages", "my-secret-key"};
}

inline io::llm::anthropic::call_fault
fault(int status, const std::string& body = "", fields with = {},
      const model_facts& of = model()) {
  return fault_of_reply({status, std::move(with)}, body, asked(of), today);
}

inline std::string error_body(const std::string& type,
                              const std::string& message,
                              const std::string& rest = "") {
  return R"({"type":"error","error":{"type":")" + type + R"(","message":")"
         + message + "\"" + rest + "}}";
}

} // namespace dossier::test
