/// How fast the model is.

#pragma once

#include "io/llm/demo/random.hpp"
#include "tools/llm_sim/faults/fault.hpp"

#include <chrono>

namespace dossier::llm_sim {

using microseconds = std::chrono::microseconds;

struct pace {
  /// Until the first event, but for what the prompt adds.
  double first_token_ms = 0;
  double uncached_token_us = 0;
  double cached_token_us = 0;
  /// Once for each schema that an answer shall satisfy.
  double schema_compile_ms = 0;
  /// 0: at once.
  double tokens_per_second = 0;
  /// Of a log-normal distribution.
  double jitter = 0;
  microseconds ping_interval = std::chrono::seconds{15};
  /// All waiting is multiplied by this at the very end.
  double time_scale = 1;
};

/// `instant`, `fast`, `sonnet` or `slow`; nothing for another name.
std::optional<pace> find_pace(std::string_view name);

/// As the fault `slow` says, if it is there.
pace slowed(pace from, const std::vector<fault>& faults);

struct prompt_size {
  std::int64_t uncached = 0;
  std::int64_t cached = 0;
  bool has_new_schema = false;
};

microseconds time_to_first_event(const pace& how, const prompt_size& prompt,
                                 io::llm::demo::draw_key draws);

/// How long so many tokens take to write.
microseconds time_to_write(const pace& how, std::uint64_t tokens,
                           io::llm::demo::draw_key draws);

microseconds scaled(const pace& how, microseconds time);

} // namespace dossier::llm_sim
