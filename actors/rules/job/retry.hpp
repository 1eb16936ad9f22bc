/// What follows a failed attempt.

#pragma once

#include "messages/outcome.hpp"

namespace dossier::rules {

struct retry_policy {
  milliseconds base_delay{5000};
  /// No delay of ours is longer; one that a provider asks for may be.
  milliseconds max_delay{60000};
  /// A longer one asked for is a mistake, and would lead out of the
  /// calendar.
  milliseconds max_retry_after{std::chrono::hours{24 * 365}};
  /// Share by which a delay is lengthened or shortened, 0 to 1.
  double jitter = 0.2;
  /// So many crashes of one stage in one generation fail it: an input that
  /// kills the process would otherwise do so for ever.
  unsigned max_crashes = 3;
};

/// Whether another attempt could end better. Throttled and truncated failures
/// have been waited for and asked again inside their attempt.
bool is_retryable(error_class error) noexcept;

/// Returns how long to wait after the `attempt`-th counted failure. `draw` is a
/// uniform number from 0 to 1.
milliseconds retry_delay(const retry_policy& policy, unsigned attempt,
                         double draw,
                         std::optional<milliseconds> retry_after) noexcept;

/// Returns the wait before the next attempt of a stage that has just failed
/// one, or nothing when it is out of attempts.
std::optional<milliseconds>
next_attempt(const retry_policy& policy, const stage_definition& definition,
             const stage_state& stage, const attempt_failure& failure,
             double draw) noexcept;

} // namespace dossier::rules
