#include "tests/load/small_job.hpp"
#include "tools/load/check/rerun_plan.hpp"

#include <catch2/catch.hpp>

using namespace dossier::load;
using namespace dossier::load::test;

namespace {

using indices = std::set<std::size_t>;

constexpr std::size_t root = 0, one = 1, two = 2, three = 3, sum = 4;

/// Everything completed but what is named.
json stages_with(const std::map<std::size_t, std::string>& others) {
  auto result = json::array();
  for (std::size_t i = 0; i < 5; ++i)
    result.push_back({{"status", "completed"}, {"errorClass", nullptr}});
  for (const auto& [which, status] : others) {
    result[which]["status"] = status == "blocked" ? "failed" : status;
    if (status == "blocked")
      result[which]["errorClass"] = "blocked";
  }
  return result;
}

} // namespace

TEST_CASE("a rerun takes what was asked, and what is computed from it") {
  auto plan = plan_rerun(small_graph(), stages_with({}), {two}, "none");
  CHECK(plan.sections == indices{two});
  CHECK(plan.recomputed == indices{sum});
}

TEST_CASE("a failed need joins, a completed one does not") {
  auto stages = stages_with({{one, "failed"}, {two, "blocked"}});
  CHECK(plan_rerun(small_graph(), stages, {two}, "none").sections
        == indices{one, two});
  CHECK(plan_rerun(small_graph(), stages, {one}, "none").sections
        == indices{one});
}

TEST_CASE("blocked stages join when all they lack is in the set") {
  auto stages = stages_with({{one, "failed"}, {two, "blocked"}});
  CHECK(plan_rerun(small_graph(), stages, {one}, "blocked").sections
        == indices{one, two});
  CHECK(plan_rerun(small_graph(), stages, {three}, "blocked").sections
        == indices{three});
}

TEST_CASE("stale takes all that was made from the set") {
  auto plan = plan_rerun(small_graph(), stages_with({}), {one}, "stale");
  CHECK(plan.sections == indices{one, two, three});
  CHECK(plan.recomputed == indices{sum});
}

TEST_CASE("a computed stage that was asked for is no recomputed one") {
  auto plan = plan_rerun(small_graph(), stages_with({}), {sum}, "none");
  CHECK(plan.sections == indices{sum});
  CHECK(plan.recomputed.empty());
}

TEST_CASE("a rerun of the root takes the root alone") {
  auto plan = plan_rerun(small_graph(), stages_with({}), {root}, "none");
  CHECK(plan.sections == indices{root});
  CHECK(plan.recomputed == indices{sum});
}
