#include "actors/rules/scheduling/throttle.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace dossier;
using namespace dossier::rules;
using namespace std::chrono_literals;

namespace {

using instant = throttle::time_point;

constexpr std::size_t limit = 8;

const instant start{1h};

milliseconds length(unsigned refusals, double draw = 0.0,
                    std::optional<milliseconds> requested = {}) {
  return hold_length({}, refusals, draw, requested);
}

milliseconds refuse(throttle& limiter, instant now, unsigned times = 1,
                    std::optional<milliseconds> requested = {}) {
  return limiter.on_refused(now, times, 0.0, requested);
}

/// Lets a call out and has it taken.
void take_one(throttle& limiter, instant now) {
  REQUIRE(limiter.admits(now));
  limiter.on_probe();
  limiter.on_taken(now, limit);
}

} // namespace

TEST_CASE("each hold is twice as long as the one before, up to a minute") {
  CHECK(length(1) == 500ms);
  CHECK(length(2) == 1s);
  CHECK(length(7) == 32s);
  CHECK(length(8) == 60s);
  CHECK(length(4'000'000'000) == 60s);
}

TEST_CASE("holds are shortened by up to a quarter") {
  std::mt19937_64 source{42};
  std::uniform_real_distribution<double> draws{0.0, 1.0};
  INFO("seed 42");
  for (unsigned i = 0; i < 10'000; ++i) {
    auto refusals = 1 + i % 12;
    auto one = length(refusals, draws(source));
    CHECK((one <= length(refusals) && one >= length(refusals) * 3 / 4));
  }
}

TEST_CASE("the provider's delay is respected, and not trusted twice") {
  CHECK(length(1, 0.0, 20ms) == 20ms);
  CHECK(length(1, 0.0, 10min) == 10min);
  CHECK(length(5, 0.0, 20ms) == 8s);
  CHECK(length(5, 0.0, 10min) == 10min);
}

TEST_CASE("a budget is spent when the next wait goes beyond it") {
  CHECK_FALSE(is_spent({}, 0s, 10min));
  CHECK(is_spent({}, 0s, 10min + 1ms));
  CHECK_FALSE(is_spent({}, 9min, 1min));
  CHECK(is_spent({}, 9min, 61s));
  CHECK(is_spent({}, 0s, 24h * 365));
  CHECK(is_spent({}, 11min, 1ms));
}

TEST_CASE("who waits no longer says why") {
  CHECK(spent_message({}, "The provider is overloaded (HTTP 529).", 90s, 20min)
        == "The provider is overloaded (HTTP 529). The section has waited "
           "1 min 30 s of at most 10 min, and would have to wait for another "
           "20 min.");
}

TEST_CASE("an open limiter admits any number") {
  throttle limiter;
  CHECK(limiter.admits(start));
  CHECK_FALSE(limiter.is_probing());
  CHECK(limiter.limited_time(start) == 0ms);
}

TEST_CASE("after a hold one call asks whether it is over") {
  throttle limiter;
  CHECK(refuse(limiter, start) == 500ms);
  CHECK_FALSE(limiter.admits(start + 499ms));
  CHECK(limiter.admits(start + 500ms));
  limiter.on_probe();
  CHECK_FALSE(limiter.admits(start + 500ms));
  CHECK(limiter.is_limited());
}

TEST_CASE("a call that is taken opens the limiter by one more") {
  throttle limiter;
  refuse(limiter, start);
  auto later = start + 1s;
  take_one(limiter, later);
  CHECK_FALSE(limiter.is_limited());
  limiter.on_probe();
  CHECK(limiter.admits(later));
  limiter.on_probe();
  CHECK_FALSE(limiter.admits(later));
  limiter.on_taken(later, limit);
  limiter.on_taken(later, limit);
  for (std::size_t i = 4; i < limit; ++i)
    take_one(limiter, later);
  CHECK(limiter.is_probing());
  take_one(limiter, later);
  CHECK_FALSE(limiter.is_probing());
}

TEST_CASE("a call that ends otherwise proves nothing") {
  throttle limiter;
  refuse(limiter, start);
  limiter.on_probe();
  limiter.on_probe_ended();
  CHECK(limiter.is_limited());
  CHECK(limiter.admits(start + 1s));
}

TEST_CASE("refusals of calls that were out already are one refusal") {
  throttle limiter;
  refuse(limiter, start);
  CHECK(refuse(limiter, start + 100ms) == 400ms);
  CHECK(limiter.until() == start + 500ms);
  CHECK(refuse(limiter, start + 100ms, 1, 2s) == 2s);
  CHECK(limiter.until() == start + 2100ms);
  CHECK(refuse(limiter, start + 100ms, 1, 1ms) == 2s);
  CHECK(refuse(limiter, start + 3s) == 1s);
}

TEST_CASE("a call that is turned away again and again waits ever longer") {
  throttle limiter;
  auto now = start;
  for (unsigned times = 1; times <= 8; ++times) {
    CHECK(refuse(limiter, now, times) == length(times));
    now = limiter.until();
    take_one(limiter, now);
  }
}

TEST_CASE("all are held no longer than anybody may wait") {
  throttle limiter;
  CHECK(refuse(limiter, start, 1, 24h) == 24h);
  CHECK(limiter.until() == start + 10min);
}

TEST_CASE("a hold that begins while a call is a probe outlasts its success") {
  throttle limiter;
  refuse(limiter, start);
  limiter.on_probe();
  refuse(limiter, start + 1s, 1, 5s);
  limiter.on_taken(start + 2s, limit);
  CHECK(limiter.is_limited());
  CHECK_FALSE(limiter.admits(start + 2s));
  CHECK(limiter.admits(start + 6s));
}

TEST_CASE("time counts from the first hold until a call is taken") {
  throttle limiter;
  refuse(limiter, start);
  CHECK(limiter.limited_time(start + 200ms) == 200ms);
  refuse(limiter, start + 1s);
  take_one(limiter, start + 3s);
  CHECK(limiter.limited_time(start + 1h) == 3s);
  refuse(limiter, start + 2h);
  CHECK(limiter.limited_time(start + 2h + 1s) == 4s);
}
