#include "actors/rules/graph/staleness.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;

using names = std::vector<std::string>;

namespace {

/// A completed job whose sections were made from one another.
struct finished_world : job_world {
  finished_world() {
    admit();
    complete({0, 2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
  }

  void rerun_one(company_stage stage, std::string text) {
    rerun(stage_set{}.set(stage));
    admit();
    complete(stage, section_document(std::move(text)));
  }

  std::string stale() const {
    std::string result;
    for (const auto& stage : state().stages)
      result += stage.stale ? 's' : '.';
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(finished_world, "a stage remembers what it was made from") {
  CHECK(at(foundation).inputs.empty());
  CHECK(at(section_4).inputs
        == std::vector<input_hash>{{foundation, at(foundation).output_hash},
                                   {section_2, at(section_2).output_hash}});
  CHECK(at(section_10).inputs.size() == 10);
}

TEST_CASE_METHOD(finished_world, "another output makes its users stale",
                 "[stage_stale]") {
  rerun_one(section_2, "other figures");
  CHECK(stale() == ".s..s.s...s");
  CHECK(last_names()
        == names{"stage.completed section_2", "stage.stale section_1",
                 "stage.stale section_4", "stage.stale section_6",
                 "stage.stale section_10", "job.finished"});
}

TEST_CASE_METHOD(finished_world, "the same output again makes nothing stale") {
  rerun_one(section_2, "text");
  CHECK(stale() == "...........");
  CHECK(at(section_2).version == 2);
}

TEST_CASE_METHOD(finished_world, "the old output again unmarks what was stale",
                 "[stage_fresh]") {
  rerun_one(section_2, "other figures");
  rerun_one(section_2, "text");
  CHECK(stale() == "...........");
  CHECK(last_names()
        == names{"stage.completed section_2", "stage.fresh section_1",
                 "stage.fresh section_4", "stage.fresh section_6",
                 "stage.fresh section_10", "job.finished"});
}

TEST_CASE_METHOD(finished_world, "a stale stage is reported once") {
  rerun_one(section_2, "other figures");
  rerun_one(section_3, "other offices");
  CHECK(stale() == ".s..sss...s");
  CHECK(last_names()
        == names{"stage.completed section_3", "stage.stale section_5",
                 "job.finished"});
}

TEST_CASE_METHOD(finished_world,
                 "a stage stays stale while any input differs") {
  rerun_one(section_2, "other figures");
  rerun_one(section_3, "other offices");
  rerun_one(section_2, "text");
  CHECK(stale() == ".s...s....s" + std::string{});
}

TEST_CASE_METHOD(finished_world, "a dependency without output spoils nothing") {
  rerun(set_of({2}));
  CHECK(stale() == "...........");
  admit();
  fail(section_2);
  CHECK(stale() == "...........");
  CHECK(state().status == job_status::completed_with_errors);
}

TEST_CASE("what was made without a section is stale once there is one") {
  job_world world;
  world.admit();
  world.complete(foundation);
  world.complete({section_2, section_3, section_4, section_6});
  world.fail(section_5);
  world.complete({section_7, section_8, section_1, section_9, section_10});
  CHECK(world.at(section_7).inputs.at(1) == input_hash{section_5, ""});
  world.rerun(set_of({5}));
  world.admit();
  world.complete(section_5);
  CHECK(world.at(section_7).stale);
  CHECK(world.at(section_9).stale);
  CHECK_FALSE(world.at(section_6).stale);
}

TEST_CASE_METHOD(finished_world, "a stage that is made anew is fresh") {
  rerun_one(section_2, "other figures");
  rerun_one(section_4, "text");
  CHECK_FALSE(at(section_4).stale);
}
