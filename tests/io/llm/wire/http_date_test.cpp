#include "io/llm/wire/response/http_date.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::llm;

TEST_CASE("a moment is read in each form of HTTP") {
  const auto now = *parse_timestamp("2026-11-30T12:00:00Z");
  const auto moment = parse_timestamp("2026-12-02T05:06:07Z");
  for (const auto* text :
       {"Wed, 02 Dec 2026 05:06:07 GMT", "Wednesday, 02-Dec-26 05:06:07 GMT",
        "Wed Dec  2 05:06:07 2026"})
    CHECK(wire::http_date(text, now) == moment);
  CHECK(wire::http_date("Sunday, 06-Nov-94 08:49:37 GMT", now)
        == parse_timestamp("1994-11-06T08:49:37Z"));
  for (const auto* text :
       {"", "2026-12-02T05:06:07Z", "Wed, 02 Dec 2026 05:06:07",
        "Wed, 32 Dec 2026 05:06:07 GMT", "Wed, 02 Dec 2026 05:06:07 GMT "})
    CHECK_FALSE(wire::http_date(text, now));
}
