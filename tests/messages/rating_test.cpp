#include "messages/rating.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;

namespace {

/// A letter a stage, in pipeline order. Completed with a level: H, M, L or ?
/// (unknown); x failed, c cancelled, > running, . pending.
job_state job_of(std::string_view letters,
                 const pipeline_ptr& graph = company_graph()) {
  job_state job;
  job.graph = graph;
  for (auto letter : letters) {
    stage_state stage;
    auto level = std::string_view{"?LMH"}.find(letter);
    auto status = std::string_view{".>+xc"}.find(letter);
    stage.status = level != std::string_view::npos ? stage_status::completed
                                                   : stage_status(status);
    if (level != std::string_view::npos)
      stage.level = confidence(level);
    job.stages.push_back(stage);
  }
  return job;
}

confidence level_of(std::string_view letters) {
  return overall_confidence(job_of(letters));
}

} // namespace

// The foundation, sections 1 to 9, and the appendix, which counts nowhere.

TEST_CASE("overall confidence is the mean of the model sections") {
  CHECK(level_of("HHHHHHHHHHL") == confidence::high);
  CHECK(level_of("HMMMMMMMMMH") == confidence::medium);
  CHECK(level_of("HLLLLLLLLLH") == confidence::low);
}

TEST_CASE("a mean of exactly 7.5 is HIGH and of exactly 5 is MEDIUM") {
  CHECK(level_of("HMHMHMHMH.L") == confidence::high);
  CHECK(level_of("HMHMHMHMHML") == confidence::medium);
  CHECK(level_of("HLMMLMMLMML") == confidence::medium);
  CHECK(level_of("HLMMLMMLLML") == confidence::low);
}

TEST_CASE("no report is rated above a completed anchor") {
  CHECK(level_of("MHHHHHHHHHH") == confidence::medium);
  CHECK(level_of("LHHHHHHHHHH") == confidence::low);
  CHECK(level_of("HHMHHHHHHHH") == confidence::medium);
  CHECK(level_of("HHLHHHHHHHH") == confidence::low);
  CHECK(level_of("MHLHHHHHHHH") == confidence::low);
  // No anchor.
  CHECK(level_of("HHHLHHHHHHH") == confidence::high);
  // An anchor does not lift, and one that says nothing does not lower.
  CHECK(level_of("HLHLLLLLLLL") == confidence::low);
  CHECK(level_of("?HHHHHHHHHH") == confidence::high);
}

TEST_CASE("a failed anchor or a failed stage that others need costs HIGH") {
  CHECK(level_of("xHHHHHHHHHH") == confidence::medium);
  CHECK(level_of("HHxHHHHHHHH") == confidence::medium);
  // section_1 needs section_3; nobody needs the others.
  CHECK(level_of("HHHxHHHHHHH") == confidence::medium);
  CHECK(level_of("HxHHHHHHHHH") == confidence::high);
  CHECK(level_of("HHHHHHHHxxH") == confidence::high);
  CHECK(level_of("HHHcHHHHHHH") == confidence::high);
  CHECK(level_of("HLxLLLLLLLL") == confidence::low);
}

TEST_CASE("a third of the sections missing leaves LOW") {
  CHECK(level_of("HHHHHHHHxxH") == confidence::high);
  CHECK(level_of("HHHHHHHxxxH") == confidence::low);
  CHECK(level_of("HHHHHHHcccH") == confidence::low);
  CHECK(level_of("HHHHHHHxcxH") == confidence::low);
  // What is under way is not missing, nor are foundation and appendix.
  CHECK(level_of("HHHHHHH.>xH") == confidence::high);
  CHECK(level_of("xHHHHHHHxxx") == confidence::medium);
}

TEST_CASE("without a rated section confidence is unknown") {
  CHECK(level_of("H.........H") == confidence::unknown);
  CHECK(level_of("HxxxxxxxxxH") == confidence::unknown);
  CHECK(level_of("H?????????H") == confidence::unknown);
}

TEST_CASE("coverage counts rated model sections, foundation apart") {
  auto over = [](std::string_view letters) {
    return confidence_coverage(job_of(letters));
  };
  CHECK(over("HHHHHHHHHHH") == coverage{9, 9});
  CHECK(over("HHHHHHHHHx.") == coverage{8, 9});
  CHECK(over("LHMLHML>.cH") == coverage{6, 9});
  CHECK(over("H?????????H") == coverage{0, 9});
}

TEST_CASE("a pipeline without anchors has none to lower it") {
  auto graph = make_company_graph();
  graph.confidence_anchors.reset();
  auto job = job_of("LHLHHHHHHHH", std::make_shared<const pipeline>(graph));
  CHECK(overall_confidence(job) == confidence::high);
}
