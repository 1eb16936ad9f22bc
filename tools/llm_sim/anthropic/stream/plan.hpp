/// A streamed message as a list of moments, so that it can be shifted, cut and
/// disturbed before a byte of it is written.

#pragma once

#include "tools/llm_sim/anthropic/stream/events.hpp"
#include "tools/llm_sim/content/pace.hpp"
#include "tools/llm_sim/net/performance.hpp"

namespace dossier::llm_sim::anthropic {

enum class beat_kind : std::uint8_t {
  message_start,
  ping,
  block_start,
  delta,
  signature,
  block_stop,
  message_delta,
  message_stop,
  /// Bytes of `stream_plan::oddities`.
  odd,
};

struct beat {
  microseconds at{};
  beat_kind kind = beat_kind::ping;
  std::uint16_t block = 0;
  /// Of a delta: its part of the block's text; of an oddity: which.
  std::uint32_t from = 0;
  std::uint32_t size = 0;
};

struct stream_plan {
  answer said;
  std::vector<beat> beats;
  std::vector<std::string> oddities;
  framing how;
  bool has_bom = false;
  /// A byte at a time.
  bool is_split = false;
  /// Whether the body says that it is over.
  bool has_last_chunk = true;
  ending end = ending::next_request;
  /// After the last beat, for ever.
  std::optional<microseconds> ping_every;
};

/// Times are scaled already.
stream_plan
plan_stream(answer answer, const pace& how, const prompt_size& prompt,
            const std::vector<fault>& faults, io::llm::demo::draw_key draws);

/// The bytes of one beat, before they are put into chunks.
void append_beat(std::string& to, const stream_plan& plan, const beat& one);

} // namespace dossier::llm_sim::anthropic
