/// What the simulated models are called, how long they live, what they take
/// and what they refuse.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace dossier::llm_sim::anthropic {

enum class sampling { old_version_only, defaults_only, refused };

/// From the least; a set of them is a bit each.
inline constexpr std::array<std::string_view, 5> effort_levels{
  "low", "medium", "high", "xhigh", "max"};

using effort_set = std::uint8_t;

inline constexpr effort_set no_effort = 0;
inline constexpr effort_set up_to_high = 0b00111;
inline constexpr effort_set all_but_xhigh = 0b10111;
inline constexpr effort_set every_effort = 0b11111;

struct model {
  std::string_view id;
  /// All days as `2026-11-30`.
  std::string_view released;
  /// The first day without it; empty: none is known.
  std::string_view retires = {};
  /// From when on it is headed for retirement; empty: it is not.
  std::string_view deprecated = {};
  std::int64_t max_output = 128'000;
  std::int64_t context = 1'000'000;
  enum sampling sampling = sampling::old_version_only;
  bool takes_prefill = false;
  bool takes_thinking_budget = false;
  bool takes_adaptive_thinking = true;
  bool takes_disabled_thinking = true;
  bool takes_between_tools = false;
  effort_set efforts = every_effort;
  /// With thinking turned off.
  effort_set efforts_unthinking = every_effort;
  bool takes_forced_tool = true;
};

/// Newest first.
std::span<const model> models() noexcept;

/// By its id, or its id with a date behind it; null for an unknown one.
const model* find_model(std::string_view name) noexcept;

/// `today` as `2026-11-21`.
bool is_retired(const model& which, std::string_view today) noexcept;

/// `active`, `deprecated` or `retired`.
std::string_view lifecycle_of(const model& which,
                              std::string_view today) noexcept;

/// Whether the set has it; no set has a level that does not exist.
bool has_effort(effort_set among, std::string_view level) noexcept;

} // namespace dossier::llm_sim::anthropic
