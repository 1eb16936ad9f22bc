#include "tools/llm_sim/content/pace.hpp"

#include <cmath>
#include <numbers>

namespace dossier::llm_sim {

using io::llm::demo::draw_key;

namespace {

constexpr double default_slow_tps = 2;

pace make_pace(double first_token_ms, double tokens_per_second, double jitter,
               double token_us, double schema_compile_ms) {
  pace result;
  result.first_token_ms = first_token_ms;
  result.tokens_per_second = tokens_per_second;
  result.jitter = jitter;
  result.uncached_token_us = token_us;
  result.cached_token_us = token_us / 10;
  result.schema_compile_ms = schema_compile_ms;
  return result;
}

/// Around 1, mostly within `1 ± jitter`.
double factor(double jitter, draw_key draws) {
  if (jitter <= 0)
    return 1;
  auto radius = std::sqrt(-2 * std::log(1 - draws.with("radius").unit()));
  auto angle = 2 * std::numbers::pi * draws.with("angle").unit();
  return std::exp(jitter * radius * std::cos(angle));
}

microseconds from_us(double time) {
  return microseconds{static_cast<std::int64_t>(time)};
}

} // namespace

std::optional<pace> find_pace(std::string_view name) {
  if (name == "instant")
    return pace{};
  if (name == "fast")
    return make_pace(80, 400, 0.05, 1, 20);
  if (name == "sonnet")
    return make_pace(1200, 60, 0.2, 20, 1500);
  if (name == "slow")
    return make_pace(3000, 15, 0.3, 50, 5000);
  return {};
}

pace slowed(pace from, const std::vector<fault>& faults) {
  const auto* slow = find(faults, fault_kind::slow);
  if (!slow)
    return from;
  auto tps = slow->number("tps");
  auto ttft = slow->number("ttft");
  if (tps || !ttft)
    from.tokens_per_second
      = tps ? std::max(1.0, double(*tps)) : default_slow_tps;
  if (ttft)
    from.first_token_ms = double(*ttft);
  return from;
}

microseconds time_to_first_event(const pace& how, const prompt_size& prompt,
                                 draw_key draws) {
  auto time = how.first_token_ms * 1000
              + how.uncached_token_us * double(prompt.uncached)
              + how.cached_token_us * double(prompt.cached);
  if (prompt.has_new_schema)
    time += how.schema_compile_ms * 1000;
  return from_us(time * factor(how.jitter, draws));
}

microseconds time_to_write(const pace& how, std::uint64_t tokens,
                           draw_key draws) {
  if (how.tokens_per_second <= 0)
    return {};
  return from_us(1e6 * double(tokens) / how.tokens_per_second
                 * factor(how.jitter, draws));
}

microseconds scaled(const pace& how, microseconds time) {
  return from_us(double(time.count()) * how.time_scale);
}

} // namespace dossier::llm_sim
