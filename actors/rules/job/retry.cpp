#include "actors/rules/job/retry.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::rules {

bool is_retryable(error_class error) noexcept {
  switch (error) {
    case error_class::transient:
    case error_class::malformed:
    case error_class::schema_violation: return true;
    case error_class::throttled:
    case error_class::truncated:
    case error_class::refusal:
    case error_class::auth:
    case error_class::billing:
    case error_class::not_found:
    case error_class::invalid_request:
    case error_class::internal:
    case error_class::budget:
    case error_class::crash:
    case error_class::drained:
    case error_class::blocked: return false;
  }
  return false;
}

milliseconds retry_delay(const retry_policy& policy, unsigned attempt,
                         double draw,
                         std::optional<milliseconds> retry_after) noexcept {
  auto doubled = double(policy.base_delay.count())
                 * std::exp2(double(std::min(attempt, 30u)) - 1.0);
  auto spread = 1.0 + policy.jitter * (2.0 * draw - 1.0);
  auto bounded = std::min(doubled * spread, double(policy.max_delay.count()));
  auto delay = milliseconds{std::llround(bounded)};
  auto requested = retry_after.value_or(milliseconds{0});
  return std::max(delay, std::min(requested, policy.max_retry_after));
}

std::optional<milliseconds>
next_attempt(const retry_policy& policy, const stage_definition& definition,
             const stage_state& stage, const attempt_failure& failure,
             double draw) noexcept {
  auto counted = stage.attempts - stage.crashes - stage.drains;
  if (!is_retryable(failure.error) || failure.is_final
      || counted >= definition.max_attempts)
    return {};
  return retry_delay(policy, counted, draw, failure.retry_after);
}

} // namespace dossier::rules
