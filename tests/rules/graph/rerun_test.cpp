#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/job/apply_command.hpp"
#include "actors/rules/job/status.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using rules::rerun_plan;
using rules::rerun_reason;

namespace {

/// An ended job of the company pipeline whose blocked stages (`b`) say so.
job_state ended_at(std::string letters) {
  auto blocked = letters;
  std::replace(letters.begin(), letters.end(), 'b', 'x');
  auto job = job_at(letters);
  for (std::size_t i = 0; i < letters.size(); ++i)
    if (blocked[i] == 'b')
      job.stages[i].error = error_class::blocked;
  job.status = rules::derive_status(job);
  return job;
}

std::string ids(const job_state& job, stage_set stages) {
  std::string result;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    if (stages.test(i))
      result += (result.empty() ? "" : " ") + std::to_string(i);
  return result;
}

rerun_command sections(std::vector<std::string> names,
                       enum cascade cascade = cascade::none) {
  rerun_command result;
  result.sections = std::move(names);
  result.cascade = cascade;
  return result;
}

rerun_plan plan_of(const job_state& job, const rerun_command& command) {
  auto result = rules::plan_rerun(job, command);
  REQUIRE(std::holds_alternative<rerun_plan>(result));
  return std::get<rerun_plan>(std::move(result));
}

problem refusal_of(const job_state& job, const rerun_command& command) {
  auto result = rules::plan_rerun(job, command);
  REQUIRE(std::holds_alternative<problem>(result));
  return std::get<problem>(std::move(result));
}

} // namespace

//                        f 1 2 3 4 5 6 7 8 9 10
TEST_CASE("a completed section reruns alone, with the appendix", "[rerun]") {
  auto job = ended_at("+++++++++++");
  auto plan = plan_of(job, sections({"section_3"}));
  CHECK(ids(job, plan.sections) == "3");
  CHECK(ids(job, plan.recomputed) == "10");
  CHECK(plan.reasons[3] == rerun_reason::requested);
  CHECK(plan.reasons[10] == rerun_reason::computed);
}

TEST_CASE("failed dependencies of a rerun join it", "[rerun]") {
  auto job = ended_at("+bx+++b++++");
  CHECK(ids(job, plan_of(job, sections({"section_1"})).sections) == "1 2");
  CHECK(ids(job, plan_of(job, sections({"section_2"})).sections) == "2");
  auto chain = ended_at("xbbbbbbbbbb");
  auto plan = plan_of(chain, sections({"section_1"}));
  CHECK(ids(chain, plan.sections) == "0 1 2 3");
  CHECK(plan.reasons[2] == rerun_reason::failed_dependency);
}

TEST_CASE("a completed dependency ends the walk", "[rerun]") {
  // section_6 needs section_2, which completed from a foundation that has
  // failed since: whoever needs the foundation itself brings it in.
  auto job = ended_at("x++++++++++");
  CHECK(ids(job, plan_of(job, sections({"section_8"})).sections) == "0 8");
}

TEST_CASE("cancelled dependencies join a rerun", "[rerun]") {
  auto job = ended_at("+cc+ccccccc");
  CHECK(ids(job, plan_of(job, sections({"section_6"})).sections) == "2 6");
}

TEST_CASE("a cascade takes along what its stages had blocked", "[rerun]") {
  auto job = ended_at("+bx+++b++++");
  auto plan = plan_of(job, sections({"section_2"}, cascade::blocked));
  CHECK(ids(job, plan.sections) == "1 2 6");
  CHECK(plan.reasons[6] == rerun_reason::blocked);
  // section_1 also waits for section_3, which is not in the set.
  auto two = ended_at("+bxx++b++++");
  CHECK(
    ids(two, plan_of(two, sections({"section_2"}, cascade::blocked)).sections)
    == "2 6");
  CHECK(ids(two,
            plan_of(two, sections({"section_2", "section_3"}, cascade::blocked))
              .sections)
        == "1 2 3 6");
}

TEST_CASE("a stale cascade reaches everything built on the set", "[rerun]") {
  auto job = ended_at("+++++++++++");
  auto plan = plan_of(job, sections({"section_3"}, cascade::stale));
  CHECK(ids(job, plan.sections) == "1 3 5 7 9");
  CHECK(ids(job, plan.recomputed) == "10");
  CHECK(plan.reasons[9] == rerun_reason::stale);
  // section_6 cannot run: what it needs has failed and is not in the set.
  auto broken = ended_at("++x++++++++");
  CHECK(ids(broken,
            plan_of(broken, sections({"section_4"}, cascade::stale)).sections)
        == "4 5 7 9");
}

TEST_CASE("computed stages stand in one list", "[rerun]") {
  auto job = ended_at("+++++++++++");
  auto asked = plan_of(job, sections({"section_10"}));
  CHECK(ids(job, asked.sections) == "10");
  CHECK(asked.recomputed.none());
  auto failed = ended_at("++++++++++x");
  CHECK(ids(failed, plan_of(failed, sections({"section_8"})).recomputed)
        == "10");
}

TEST_CASE("what used an output that is made anew becomes stale", "[rerun]") {
  job_world world;
  world.admit();
  world.complete({0, 2, 3, 8, 4, 6, 5, 7, 1, 9, 10});
  REQUIRE(world.state().status == job_status::completed);
  auto plan = plan_of(world.state(), sections({"section_2"}));
  CHECK(ids(world.state(), plan.stale) == "1 4 6");
}

TEST_CASE("what was made without an output becomes stale with it", "[rerun]") {
  job_world world;
  world.admit();
  world.complete({0});
  world.fail(section_2);
  world.fail(section_8);
  world.complete({3, 4, 5, 7, 9, 10});
  REQUIRE(world.letters() == "+xx+++x+x++");
  // Segment Analysis and all that would have read Peer Benchmarking.
  auto plan = plan_of(world.state(), sections({"section_2"}, cascade::blocked));
  CHECK(ids(world.state(), plan.sections) == "1 2 6");
  CHECK(ids(world.state(), plan.stale) == "4 7 9");
}

namespace {

using missing = std::vector<rules::missing_stage>;

} // namespace

TEST_CASE("a plan names what stays missing, and for want of what", "[rerun]") {
  // Executive Summary needs both 2 and 3.
  auto job = ended_at("+bxx++b++++");
  job.stages[1].root_cause = job.stages[6].root_cause = section_2;
  CHECK(plan_of(job, sections({"section_2"}, cascade::blocked)).missing
        == missing{{section_1, section_3}, {section_3, section_3}});
  CHECK(plan_of(job, sections({"section_2", "section_3"}, cascade::blocked))
          .missing.empty());
}

TEST_CASE("what was blocked and is not asked for stays missing", "[rerun]") {
  auto job = ended_at("+bx+++b++++");
  job.stages[1].root_cause = job.stages[6].root_cause = section_2;
  CHECK(plan_of(job, sections({"section_2"})).missing
        == missing{{section_1, section_2}, {section_6, section_2}});
}

TEST_CASE("the cause of what is missing is the first in the chain", "[rerun]") {
  auto job = ended_at("xbbbbbbbbbb");
  // Everything needs the foundation, so any rerun brings it in.
  auto plan = plan_of(job, sections({"section_8"}));
  CHECK(plan.missing.size() == 8);
  auto chain = ended_at("+++++x+b+b+");
  chain.graph = [&] {
    auto graph = make_company_graph();
    graph.stages[section_7].needs.set(section_5);
    graph.stages[section_9].needs.set(section_7);
    return std::make_shared<const pipeline>(std::move(graph));
  }();
  CHECK(plan_of(chain, sections({"section_8"})).missing
        == missing{{section_5, section_5},
                   {section_7, section_5},
                   {section_9, section_5}});
}

TEST_CASE("cancelled sections stay missing unless they are asked for",
          "[rerun]") {
  auto job = ended_at("+++++c+++c+");
  CHECK(plan_of(job, sections({"section_5"})).missing
        == missing{{section_9, section_9}});
}

TEST_CASE("a rerun of an active job is refused", "[rerun]") {
  auto job = job_at("+>+++++++++");
  CHECK(refusal_of(job, sections({"section_2"})).code
        == problem_code::job_active);
}

TEST_CASE("bad sections are all named", "[rerun]") {
  auto job = ended_at("+++++++++++");
  auto unknown
    = refusal_of(job, sections({"section_2", "section_99", "section_2"}));
  CHECK(unknown.code == problem_code::unknown_stage);
  REQUIRE(unknown.errors.size() == 2);
  CHECK(unknown.errors[0].pointer == "/sections/1");
  CHECK(unknown.errors[1].pointer == "/sections/2");
  CHECK(refusal_of(job, sections({})).code == problem_code::invalid_field);
  CHECK(refusal_of(job, sections({"section_2", "section_2"})).code
        == problem_code::invalid_field);
}

TEST_CASE("a plan that is no longer true is refused", "[rerun]") {
  auto job = ended_at("+++++++++++");
  job.revision = 13;
  auto command = sections({"section_2"});
  command.plan_version = "12";
  CHECK(refusal_of(job, command).code == problem_code::plan_changed);
  command.plan_version = "13";
  CHECK(ids(job, plan_of(job, command).sections) == "2");
}
