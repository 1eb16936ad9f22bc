/// What the simulated models are called, how long they live, and what they
/// refuse.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace dossier::llm_sim::anthropic {

enum class sampling { old_version_only, defaults_only, refused };

struct model {
  std::string_view id;
  /// The first day without it, as `2026-11-30`; empty: none is known.
  std::string_view retires = {};
  std::int64_t max_output = 128'000;
  std::int64_t context = 1'000'000;
  enum sampling sampling = sampling::old_version_only;
  bool takes_prefill = false;
  bool takes_thinking_budget = false;
  bool takes_adaptive_thinking = true;
  bool takes_disabled_thinking = true;
  bool takes_forced_tool = true;
};

std::span<const model> models() noexcept;

/// By its id, or its id with a date behind it; null for an unknown one.
const model* find_model(std::string_view name) noexcept;

/// `today` as `2026-11-21`.
bool is_retired(const model& which, std::string_view today) noexcept;

} // namespace dossier::llm_sim::anthropic
