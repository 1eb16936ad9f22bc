/// The events of a streamed message, byte for byte.

#pragma once

#include "tools/llm_sim/anthropic/answer.hpp"

namespace dossier::llm_sim::anthropic {

struct event {
  std::string_view name;
  /// JSON, on one line.
  std::string data;
};

event message_start(const answer& answer);
event ping();
event block_start(const block& block, std::size_t index);
/// A piece of what the block streams.
event delta(const block& block, std::size_t index, std::string_view piece);
event signature(const block& block, std::size_t index);
event block_stop(std::size_t index);
event message_delta(const answer& answer);
event message_stop();

/// How events become bytes; oddities are for the client's parser.
struct framing {
  bool has_names = true;
  bool has_crlf = false;
  bool has_comments = false;
};

void append_event(std::string& to, const event& event, const framing& how);

} // namespace dossier::llm_sim::anthropic
