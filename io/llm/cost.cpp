#include "io/llm/cost.hpp"

#include <limits>

namespace dossier::io::llm {

namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

std::int64_t sum(std::int64_t one, std::int64_t other) noexcept {
  std::int64_t result = 0;
  return __builtin_add_overflow(one, other, &result) ? largest : result;
}

std::int64_t product(std::int64_t one, std::int64_t other) noexcept {
  std::int64_t result = 0;
  return __builtin_mul_overflow(one, other, &result) ? largest : result;
}

std::int64_t all_input(const billed_usage& used) noexcept {
  return sum(sum(used.input, used.cache_read),
             sum(used.cache_write_5m, used.cache_write_1h));
}

/// Whether a row fits a request better than the best so far: the higher tier,
/// then the later day.
bool is_closer(const price_row& row, const price_row* best) noexcept {
  if (!best || row.above_input_tokens != best->above_input_tokens)
    return !best || row.above_input_tokens > best->above_input_tokens;
  return row.from > best->from;
}

/// Exact to the last billionth: whole thousands first, then the rest.
std::int64_t permille(std::int64_t amount, int share) noexcept {
  return sum(product(amount / 1000, share), amount % 1000 * share / 1000);
}

} // namespace

token_prices prices_of(const model_facts& model, const billed_usage& used,
                       timestamp when) noexcept {
  const auto input = all_input(used);
  const price_row* best = nullptr;
  for (const auto& row : model.prices)
    if (row.from <= when
        && (row.above_input_tokens == 0 || row.above_input_tokens < input)
        && is_closer(row, best))
      best = &row;
  return best ? best->prices : token_prices{};
}

nano_usd cost_of(const model_facts& model, const billed_usage& used,
                 timestamp when) noexcept {
  const auto price = prices_of(model, used, when);
  auto result = product(used.input, price.input);
  result = sum(result, product(used.cache_write_5m, price.cache_write_5m));
  result = sum(result, product(used.cache_write_1h, price.cache_write_1h));
  result = sum(result, product(used.cache_read, price.cache_read));
  result = sum(result, product(used.output, price.output));
  if (used.in_us_region)
    result = permille(result, model.us_region_permille);
  return sum(result, product(used.web_searches, web_search_price));
}

usage spent_on(const model_facts& model, const billed_usage& used,
               timestamp when) noexcept {
  usage result;
  result.tokens.input = used.input;
  result.tokens.output = used.output;
  result.tokens.cache_read = used.cache_read;
  result.tokens.cache_write = sum(used.cache_write_5m, used.cache_write_1h);
  result.cost = cost_of(model, used, when);
  return result;
}

} // namespace dossier::io::llm
