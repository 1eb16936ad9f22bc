#include "actors/report/sources/dates.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE("dates come to be written in one way") {
  struct example {
    const char* text;
    const char* date;
  };
  for (const auto& [text, date] :
       {example{"2026-11-21", "2026-11-21"},
        example{"2026-11", "2026-11"},
        example{" 2026 ", "2026"},
        example{"2026-1-5", "2026-01-05"},
        example{"2026-11-21T09:00:00Z", "2026-11-21"},
        example{"2026-11-21 09:00", "2026-11-21"},
        example{"2026–11–21", "2026-11-21"},
        example{"2026/11/21", "2026-11-21"},
        example{"2026.11.21", "2026-11-21"},
        example{"20261121", "2026-11-21"},
        example{"2026/11", "2026-11"},
        example{"21.11.2026", "2026-11-21"},
        example{"03.04.2026", "2026-04-03"},
        example{"11/2026", "2026-11"},
        example{"11/21/2026", "2026-11-21"},
        example{"21/11/2026", "2026-11-21"},
        example{"04/04/2026", "2026-04-04"},
        example{"November 2026", "2026-11"},
        example{"Sept. 2026", "2026-09"},
        example{"21 November 2026", "2026-11-21"},
        example{"1 Jan 2026", "2026-01-01"},
        example{"November 21st, 2026", "2026-11-21"},
        example{"21-Nov-2026", "2026-11-21"},
        example{"2026 May 3", "2026-05-03"},
        example{"–", "–"},
        example{"", "–"},
        example{"-", "–"},
        example{"n/a", "–"},
        example{"unknown", "–"}}) {
    INFO(text);
    CHECK(normal_date(text) == date);
  }
}

TEST_CASE("what is no date, or may be two, is left as it is") {
  for (const auto* text :
       {"03/04/2026",      "Q3 2025",         "2025-Q3",   "2025-H1",
        "FY2025",          "spring 2026",     "2026-W20",  "2025-01/2025-03",
        "2025 (forecast)", "~2025",           "2025-",     "2025-05-xx",
        "2025-11-30..",    "2025-05-01 (S1)", "January",   "2026-01-02-03",
        "26-11-21",        "2026-257-01",     "21Nov2026", "2025, 2026"}) {
    INFO(text);
    CHECK(normal_date(text) == text);
    CHECK(date_objection(text, noon)
          == "a date such as 2026-11-21, 2026-11 or 2026, or –");
  }
}

TEST_CASE("a date that can be is not objected to") {
  for (const auto* text :
       {"2026-11-21", "2026-11-22", "2026-11", "2026", "2024-02-29",
        "1871-01-18", "2026-1-5", " 2026-11-21 ", "2026-11-21T09:00:00Z", "–",
        "12 March 2026", "n/a"}) {
    INFO(text);
    CHECK(date_objection(text, noon).empty());
  }
}

TEST_CASE("a date that no calendar has is refused") {
  for (const auto* text :
       {"2026-02-30", "2025-02-29", "2026-04-31", "2026-13", "2026-13-01",
        "2026-00", "2026-00-10", "2026-01-00", "2026-01-32", "0000-01-01",
        "2026-02-30T09:00:00Z", " 2026-02-30", "2025/02/30", "31.02.2025",
        "02-30-2025", "30 February 2025", "20260230", "2026/27"}) {
    INFO(text);
    CHECK(date_objection(text, noon) == "a date that the calendar has");
  }
}

TEST_CASE("a date is refused from the second day ahead on") {
  for (const auto* text :
       {"2026-11-23", "2026-12", "2027", "9999-12-31", "2026-11-23T00:00:00Z",
        "December 2031", "31 December 2031", "1 Jan 2027", "2031/05/01",
        "2031.05.01", "20310501", "12/2031", "05/31/2031", "2031–05–01"}) {
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
