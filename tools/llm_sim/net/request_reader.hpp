/// Makes requests of bytes.

#pragma once

#include "tools/llm_sim/net/message.hpp"

#include <memory>
#include <optional>

namespace dossier::llm_sim {

/// As the real service: larger bodies get 413.
inline constexpr std::size_t max_body_bytes = 32 * 1024 * 1024;

enum class reading_state { incomplete, complete, too_large, malformed };

class request_reader {
public:
  request_reader();
  request_reader(request_reader&&) noexcept;
  request_reader& operator=(request_reader&&) noexcept;
  ~request_reader();

  /// Takes what belongs to this request from the front of `input`.
  reading_state feed(std::string& input);

  /// True once, when the client waits for leave to send its body.
  bool take_expectation();

  /// What is known of it; all of it when it is complete.
  http_request take();

private:
  struct parser;
  std::unique_ptr<parser> parser_;
};

} // namespace dossier::llm_sim
