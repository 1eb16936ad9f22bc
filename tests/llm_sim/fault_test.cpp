#include "tools/llm_sim/faults/fault.hpp"

#include <catch2/catch.hpp>

using namespace dossier::llm_sim;

namespace {

std::string complaint(std::string_view text) {
  try {
    parse_faults(text);
  } catch (const fault_error& reason) {
    return reason.what();
  }
  return {};
}

} // namespace

TEST_CASE("a fault is a kind with parameters") {
  auto faults = parse_faults("429:retry_after=2,code=ramp_limit_exceeded,"
                             "times=3,p=0.25");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].kind == fault_kind::status);
  CHECK(faults[0].status == 429);
  CHECK(faults[0].number("retry_after") == 2);
  CHECK(faults[0].word("code", "") == "ramp_limit_exceeded");
  CHECK(faults[0].times == 3);
  CHECK(faults[0].chance == 0.25);
}

TEST_CASE("several faults stand in a row") {
  auto faults = parse_faults(" 529:times=2 ; schema:op=missing;crlf");
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].text == "529:times=2");
  CHECK(faults[1].kind == fault_kind::schema);
  CHECK(faults[2].kind == fault_kind::crlf);
}

TEST_CASE("an unknown kind is reported with those that exist") {
  auto why = complaint("530");
  CHECK_THAT(why, Catch::Contains("there is no kind 530"));
  CHECK_THAT(why, Catch::Contains("502html"));
  CHECK_THAT(why, Catch::Contains("clean_end"));
}

TEST_CASE("an unknown parameter is reported with those that exist") {
  CHECK(complaint("529:tmes=2")
        == "fault \"529:tmes=2\": 529 has no parameter tmes; it has "
           "should_retry, retry_after, retry_after_ms, code, times, p");
}

TEST_CASE("a value of the wrong form is reported") {
  CHECK_THAT(complaint("reset:after=soon"),
             Catch::EndsWith("after is a whole number, not soon"));
  CHECK_THAT(complaint("529:p=2"),
             Catch::EndsWith("p is a number from 0 to 1, not 2"));
  CHECK_THAT(complaint("schema:op=other"),
             Catch::EndsWith("op is one of "
                             "missing|type|enum|extra|source|quote, not "
                             "other"));
  CHECK_THAT(complaint("stall:pings=yes"),
             Catch::EndsWith("pings is 0 or 1, not yes"));
  CHECK_THAT(complaint("stall:pings"), Catch::Contains("key=value"));
  CHECK_THAT(complaint(""), Catch::Contains("names no kind"));
}

TEST_CASE("a pace or a framing joins what else happens") {
  CHECK(is_modifier(fault_kind::slow));
  CHECK(is_modifier(fault_kind::split1));
  CHECK_FALSE(is_modifier(fault_kind::status));
  CHECK_FALSE(is_modifier(fault_kind::reset));
}
