/// What follows when a provider turns calls away because it is busy: how long
/// all calls wait, who may ask whether that is over, and when a stage has
/// waited enough.
///
///     open ──turned away──▶ held ──time──▶ probing ──a call is taken──▶ open
///                            ▲                │ turned away
///                            └────────────────┘
///
/// Held and probing are both *limited*. Each probe that is taken allows one
/// more at a time, so that a provider that is still busy turns few of them
/// away.

#pragma once

#include "messages/time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dossier::rules {

struct throttle_policy {
  /// What a stage may wait in one generation, over all its calls.
  milliseconds budget{600'000};
  /// Hold where the provider names none; doubled with each in a row.
  milliseconds first_hold{500};
  /// No hold of ours is longer; one that the provider asks for may be.
  milliseconds max_hold{60'000};
  /// Share by which a hold of ours is shortened at most, 0 to 1.
  double jitter = 0.25;
  /// Busy providers say so at once: a call without a word for so long was
  /// taken.
  milliseconds patience{10'000};
};

/// How long to leave the provider alone after `refusals` refusals in a row.
/// What it asks for counts; a delay that proved too short does not shorten
/// ours. `draw` is a uniform number from 0 to 1.
milliseconds hold_length(const throttle_policy& policy, unsigned refusals,
                         double draw,
                         std::optional<milliseconds> retry_after) noexcept;

/// Whether a stage that has waited for `waited` may not wait for `more`.
bool is_spent(const throttle_policy& policy, milliseconds waited,
              milliseconds more) noexcept;

/// `The provider is overloaded (HTTP 529). It asks for another 20 min, …`
std::string spent_message(const throttle_policy& policy, std::string_view said,
                          milliseconds waited, milliseconds more);

/// The rate limiter of one provider and model. Counts the probes: calls sent
/// while it was not known whether the provider takes any.
class throttle {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit throttle(throttle_policy policy = {}) : policy_{policy} {
    // nop
  }

  /// A call was turned away, for the `times`-th time. Returns what it has to
  /// wait; the hold for all is no longer than the budget, as nobody could wait
  /// for its end.
  milliseconds on_refused(time_point now, unsigned times, double draw,
                          std::optional<milliseconds> retry_after);

  /// A probe goes out.
  void on_probe() noexcept;

  /// A probe was taken. At `limit` calls nothing holds back any more.
  void on_taken(time_point now, std::size_t limit) noexcept;

  /// A probe has ended otherwise, which proves nothing.
  void on_probe_ended() noexcept;

  /// Whether a call may go out.
  bool admits(time_point now) const noexcept;

  /// Whether a call that goes out is a probe.
  bool is_probing() const noexcept {
    return allowance_.has_value();
  }

  bool is_held(time_point now) const noexcept {
    return now < until_;
  }

  bool is_limited() const noexcept {
    return limited_since_.has_value();
  }

  /// How long it has been limited, over all times; two readings give what a
  /// call has waited between them.
  milliseconds limited_time(time_point now) const noexcept;

  /// End of the last hold.
  time_point until() const noexcept {
    return until_;
  }

  const throttle_policy& policy() const noexcept {
    return policy_;
  }

private:
  throttle_policy policy_;
  /// Holds in a row, without a call that was taken.
  unsigned refusals_ = 0;
  time_point until_;
  std::optional<time_point> limited_since_;
  milliseconds limited_before_{0};
  /// Probes that may be under way; absent: calls are no probes.
  std::optional<std::size_t> allowance_;
  std::size_t probes_ = 0;
};

} // namespace dossier::rules
