#include "actors/report/dates.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE("a date that can be is not objected to") {
  for (const auto* text :
       {"2026-11-21", "2026-11-22", "2026-11", "2026", "2024-02-29",
        "1871-01-18", "2026-1-5", " 2026-11-21 ", "2026-11-21T09:00:00Z"}) {
    INFO(text);
    CHECK(date_objection(text, noon).empty());
  }
}

TEST_CASE("words are not judged") {
  for (const auto* text :
       {"", "–", "-", "spring 2026", "FY2027", "2026/27", "Q4 2026",
        "12 March 2026", "2026-spring", "2026-01-02-03", "20260230"}) {
    INFO(text);
    CHECK(date_objection(text, noon).empty());
  }
}

TEST_CASE("a date that no calendar has is refused") {
  for (const auto* text :
       {"2026-02-30", "2025-02-29", "2026-04-31", "2026-13", "2026-13-01",
        "2026-00", "2026-00-10", "2026-01-00", "2026-01-32", "2026-257-01",
        "2026-01-257", "0000-01-01", "2026-02-30T09:00:00Z", " 2026-02-30"}) {
    INFO(text);
    CHECK(date_objection(text, noon) == "a date that the calendar has");
  }
}

TEST_CASE("a date is refused from the second day ahead on") {
  for (const auto* text : {"2026-11-23", "2026-12", "2027", "9999-12-31",
                           "2026-11-23T00:00:00Z"}) {
    INFO(text);
    CHECK(date_objection(text, noon) == "no date after 2026-11-22");
  }
  // Tomorrow has begun elsewhere, whatever the hour is here.
  auto midnight = noon - 12h;
  CHECK(date_objection("2026-11-22", midnight).empty());
  CHECK_FALSE(date_objection("2026-11-22", midnight - 1s).empty());
  auto eve = noon + 40 * 24h;
  CHECK(date_objection("2027", eve).empty());
  CHECK_FALSE(date_objection("2027", eve - 24h).empty());
}
