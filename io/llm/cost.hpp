/// What a call costs, in billionths of a dollar.

#pragma once

#include "messages/model.hpp"

namespace dossier::io::llm {

/// As a provider bills them. Only `input` is neither read from a cache nor
/// written to one.
struct billed_usage {
  std::int64_t input = 0;
  std::int64_t cache_write_5m = 0;
  std::int64_t cache_write_1h = 0;
  std::int64_t cache_read = 0;
  std::int64_t output = 0;
  std::int64_t web_searches = 0;
  /// Answered in the region that costs more.
  bool in_us_region = false;

  friend bool operator==(const billed_usage&, const billed_usage&) = default;
};

inline constexpr nano_usd web_search_price = 10'000'000;

/// The prices that held at `when` for this much input; zero prices when none
/// are known.
token_prices prices_of(const model_facts& model, const billed_usage& used,
                       timestamp when) noexcept;

/// Stops at the largest amount rather than wrap around.
nano_usd cost_of(const model_facts& model, const billed_usage& used,
                 timestamp when) noexcept;

/// As the engine counts it.
usage spent_on(const model_facts& model, const billed_usage& used,
               timestamp when) noexcept;

} // namespace dossier::io::llm
