#include "io/llm/cost.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::llm;

namespace {

timestamp at(const char* day) {
  return *parse_timestamp(std::string{day} + "T00:00:00Z");
}

calendar_day day(const char* text) {
  return std::chrono::floor<std::chrono::days>(at(text));
}

/// One price a tier, a tier for much input, and a cheaper read later on.
model_facts priced() {
  model_facts result;
  result.id = "m";
  result.us_region_permille = 1100;
  result.prices = {{day("2026-01-01"), 0, {100, 125, 200, 10, 500}},
                   {day("2026-01-01"), 100'000, {500, 625, 1000, 50, 2500}},
                   {day("2026-10-07"), 0, {100, 125, 200, 5, 500}}};
  return result;
}

billed_usage with_input(std::int64_t input) {
  billed_usage result;
  result.input = input;
  return result;
}

} // namespace

TEST_CASE("each kind of token has its price") {
  billed_usage used;
  CHECK(cost_of(priced(), used, at("2026-05-01")) == 0);
  used = {1, 0, 0, 0, 0, 0, false};
  CHECK(cost_of(priced(), used, at("2026-05-01")) == 100);
  used = {1, 10, 100, 1000, 10'000, 3, false};
  CHECK(cost_of(priced(), used, at("2026-05-01"))
        == 100 + 1250 + 20'000 + 10'000 + 5'000'000 + 30'000'000);
}

TEST_CASE("much input costs more, every token of it") {
  CHECK(cost_of(priced(), with_input(100'000), at("2026-05-01")) == 10'000'000);
  CHECK(cost_of(priced(), with_input(100'001), at("2026-05-01")) == 50'000'500);
  billed_usage used{1, 50'000, 25'000, 25'000, 1, 0, false};
  CHECK(cost_of(priced(), used, at("2026-05-01"))
        == 500 + 31'250'000 + 25'000'000 + 1'250'000 + 2500);
}

TEST_CASE("prices hold from their day on") {
  billed_usage used;
  used.cache_read = 1000;
  CHECK(cost_of(priced(), used, at("2026-10-06")) == 10'000);
  CHECK(cost_of(priced(), used, at("2026-10-07")) == 5'000);
  CHECK(cost_of(priced(), used, at("2025-12-31")) == 0);
  CHECK(cost_of({}, used, at("2026-05-01")) == 0);
}

TEST_CASE("a region that costs more does so to the last billionth") {
  auto used = with_input(1);
  used.output = 1;
  used.web_searches = 1;
  used.in_us_region = true;
  CHECK(cost_of(priced(), used, at("2026-05-01")) == 660 + 10'000'000);
}

TEST_CASE("cost never wraps around") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  billed_usage used{most, most, most, most, most, most, true};
  CHECK(cost_of(priced(), used, at("2026-05-01")) == most);
  CHECK(cost_of(priced(), with_input(1'000'000'000), at("2026-05-01"))
        == 500'000'000'000);
}

TEST_CASE("what was spent is counted as the engine counts it") {
  billed_usage used{1, 2, 3, 4, 5, 0, false};
  auto spent = spent_on(priced(), used, at("2026-05-01"));
  CHECK(spent.tokens == token_counts{1, 5, 4, 5});
  CHECK(spent.cost == 100 + 250 + 600 + 40 + 2500);
}
