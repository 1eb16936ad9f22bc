#include "actors/rules/scheduling/estimate.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// Ten seconds and a cent for every model stage, thrice.
std::vector<attempt_sample> samples() {
  std::vector<attempt_sample> result;
  for (const auto& stage : company_graph()->stages)
    if (stage.kind == stage_kind::model)
      for (auto factor : {1, 2, 100})
        result.push_back({stage.id,
                          5s * factor,
                          {{10 * factor, 20 * factor, 0, 0}, 5 * factor}});
  return result;
}

} // namespace

TEST_CASE("an estimate is the median of what was", "[estimate]") {
  auto known = rules::estimates_of(*company_graph(), samples());
  REQUIRE(known.at(section_2));
  CHECK(known[section_2]->duration == 10s);
  CHECK(known[section_2]->spent == usage{{20, 40, 0, 0}, 10});
  CHECK(known[section_10]->duration == 0s);
  CHECK_FALSE(rules::estimates_of(*company_graph(), {}).at(section_2));
}

TEST_CASE("the longest way decides how long a job takes", "[estimate]") {
  auto known = rules::estimates_of(*company_graph(), samples());
  auto job = job_at(">..........");
  job.stages[0].phase_since = noon;
  // Foundation, 2, 4, 5, 7, 9; the appendix takes no time.
  CHECK(rules::remaining_time(job, known, noon) == 60s);
  CHECK(rules::remaining_time(job, known, noon + 4s) == 56s);
  CHECK(rules::remaining_time(job, known, noon + 1h) == 50s);
}

TEST_CASE("a wait before the next attempt is part of the time", "[estimate]") {
  auto known = rules::estimates_of(*company_graph(), samples());
  auto job = job_at("+++++++++~.");
  job.stages[9].next_attempt_at = noon + 7s;
  CHECK(rules::remaining_time(job, known, noon) == 17s);
}

TEST_CASE("without samples nothing is promised", "[estimate]") {
  auto job = job_at(">..........");
  CHECK_FALSE(rules::remaining_time(
    job, rules::estimates_of(*company_graph(), {}), noon));
  auto known = rules::estimates_of(*company_graph(), samples());
  job.status = job_status::queued;
  CHECK_FALSE(rules::remaining_time(job, known, noon));
}

TEST_CASE("a rerun costs what its stages cost", "[estimate]") {
  auto known = rules::estimates_of(*company_graph(), samples());
  auto found
    = rules::estimate_rerun(*company_graph(), set_of({5, 7, 8, 10}), known);
  REQUIRE(found);
  CHECK(found->duration == 20s);
  CHECK(found->spent.cost == 30);
  CHECK_FALSE(rules::estimate_rerun(*company_graph(), set_of({5}),
                                    rules::estimates_of(*company_graph(), {})));
}
