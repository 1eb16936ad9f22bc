#include "actors/rules/requests/job_id.hpp"

#include <catch2/catch.hpp>

using namespace dossier;

TEST_CASE("ids sort by time, then by count") {
  auto first = rules::format_id(1'790'000'000'000, 0, ~0ull);
  CHECK(rules::is_formatted_id(first));
  CHECK_FALSE(rules::is_formatted_id(first + "0"));
  CHECK_FALSE(rules::is_formatted_id("zzz"));
  CHECK_FALSE(rules::is_formatted_id({}));
  CHECK(first < rules::format_id(1'790'000'000'000, 1, 0));
  CHECK(rules::format_id(1'790'000'000'000, 0xffff, 0)
        < rules::format_id(1'790'000'000'001, 0, 0));
}
