/// Answers other than 200.

#pragma once

#include "tools/llm_sim/faults/fault.hpp"
#include "tools/llm_sim/net/message.hpp"

namespace dossier::llm_sim::anthropic {

struct api_error {
  int status = 400;
  std::string type = "invalid_request_error";
  std::string message;
  /// `error.details.error_code`; empty: there are no details.
  std::string code;
  std::vector<http_field> fields;
  bool is_html = false;
};

api_error invalid_request(std::string message);

/// As a fault of kind `status`, `html_status` or `context` wants it.
api_error error_of(const fault& wanted, std::int64_t input_tokens);

/// The body; also the data of the event `error`.
std::string error_body(const api_error& error, const std::string& request_id);

/// Status of an error type in the middle of a stream, for an answer that is no
/// stream.
int status_of(std::string_view type) noexcept;

} // namespace dossier::llm_sim::anthropic
