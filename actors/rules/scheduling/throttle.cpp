#include "actors/rules/scheduling/throttle.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::rules {

namespace {

std::chrono::milliseconds between(throttle::time_point from,
                                  throttle::time_point to) noexcept {
  return std::chrono::floor<milliseconds>(to - from);
}

/// `1 min 30 s`; less than a second is none.
std::string in_words(milliseconds time) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(time).count();
  if (seconds < 60)
    return std::to_string(seconds) + " s";
  auto text = std::to_string(seconds / 60) + " min";
  if (seconds % 60 != 0)
    text += " " + std::to_string(seconds % 60) + " s";
  return text;
}

} // namespace

milliseconds hold_length(const throttle_policy& policy, unsigned refusals,
                         double draw,
                         std::optional<milliseconds> retry_after) noexcept {
  auto doubled = double(policy.first_hold.count())
                 * std::exp2(double(std::clamp(refusals, 1u, 30u)) - 1.0);
  auto bounded = std::min(doubled, double(policy.max_hold.count()));
  auto own = milliseconds{std::llround(bounded * (1.0 - policy.jitter * draw))};
  if (!retry_after)
    return own;
  return refusals > 1 ? std::max(own, *retry_after) : *retry_after;
}

bool is_spent(const throttle_policy& policy, milliseconds waited,
              milliseconds more) noexcept {
  return more > policy.budget - waited;
}

std::string spent_message(const throttle_policy& policy, std::string_view said,
                          milliseconds waited, milliseconds more) {
  return std::string{said} + " The section has waited "
         + in_words(std::max(waited, milliseconds{0})) + " of at most "
         + in_words(policy.budget) + ", and would have to wait for another "
         + in_words(more) + ".";
}

milliseconds throttle::on_refused(time_point now, unsigned times, double draw,
                                  std::optional<milliseconds> retry_after) {
  if (is_held(now) && !retry_after)
    return between(now, until_);
  auto refusals = std::max(is_held(now) ? 1 : ++refusals_, times);
  auto length = hold_length(policy_, refusals, draw, retry_after);
  until_ = std::max(until_, now + std::min(length, policy_.budget));
  allowance_ = 1;
  if (!limited_since_)
    limited_since_ = now;
  return std::max(length, between(now, until_));
}

void throttle::on_probe() noexcept {
  ++probes_;
}

void throttle::on_taken(time_point now, std::size_t limit) noexcept {
  on_probe_ended();
  if (is_held(now))
    return;
  refusals_ = 0;
  if (limited_since_)
    limited_before_ += between(*limited_since_, now);
  limited_since_.reset();
  if (allowance_ && ++*allowance_ > limit)
    allowance_.reset();
}

void throttle::on_probe_ended() noexcept {
  --probes_;
}

bool throttle::admits(time_point now) const noexcept {
  return !is_held(now) && (!allowance_ || probes_ < *allowance_);
}

milliseconds throttle::limited_time(time_point now) const noexcept {
  return limited_since_ ? limited_before_ + between(*limited_since_, now)
                        : limited_before_;
}

} // namespace dossier::rules
