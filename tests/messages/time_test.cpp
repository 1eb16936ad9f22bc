#include "messages/time.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace std::chrono_literals;

namespace {

constexpr timestamp day(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days{std::chrono::year{year} / int(month) / int(day)};
}

} // namespace

TEST_CASE("times are written in UTC with three digits after the second") {
  CHECK(to_string(day(2026, 11, 21) + 20h + 27min + 26s + 41ms)
        == "2026-11-21T20:27:26.041Z");
  CHECK(to_string(timestamp{}) == "1970-01-01T00:00:00.000Z");
  CHECK(to_date(day(2024, 2, 29) + 23h) == "2024-02-29");
}

TEST_CASE("a time that was written reads as the same time") {
  for (auto when :
       {timestamp{}, timestamp{-1ms}, day(1969, 12, 31) + 1ms, day(2000, 2, 29),
        day(2038, 1, 19) + 3h + 14min + 8s,
        day(9999, 12, 31) + 23h + 59min + 59s + 999ms, day(1, 1, 1)})
    CHECK(parse_timestamp(to_string(when)) == when);
}

TEST_CASE("whole seconds are read too") {
  CHECK(parse_timestamp("2026-11-21T20:27:26Z")
        == day(2026, 11, 21) + 20h + 27min + 26s);
  CHECK(parse_timestamp("2026-11-21t20:27:26z")
        == day(2026, 11, 21) + 20h + 27min + 26s);
}

TEST_CASE("text that is no time in UTC is refused") {
  for (auto text : {"",
                    "now",
                    "2026-11-21",
                    "2026-11-21T20:27:26",
                    "2026-11-21T20:27:26.0Z",
                    "2026-11-21T20:27:26.0411Z",
                    "2026-11-21T20:27:26+00:00",
                    "2026-13-01T00:00:00Z",
                    "2026-02-29T00:00:00Z",
                    "2026-00-10T00:00:00Z",
                    "2026-11-21T24:00:00Z",
                    "2026-11-21T20:60:00Z",
                    "2026-11-21T20:27:60Z",
                    "-026-11-21T20:27:26Z",
                    "2026-11-21T-1:27:26Z",
                    "2026-11-21T+1:27:26Z",
                    "2026-11-21T20:27:26.-41Z",
                    "2026-11-21T20:27:26,041Z",
                    " 2026-11-21T20:27:26Z",
                    "2026-11-21T20:27:26.041Z "}) {
    INFO(text);
    CHECK_FALSE(parse_timestamp(text));
  }
}

TEST_CASE("no span of time is negative") {
  auto start = day(2026, 11, 21);
  CHECK(time_since(start, start + 5s) == 5s);
  CHECK(time_since(start, start - 5s) == 0s);
  CHECK(time_since({}, start) == 0s);
}
