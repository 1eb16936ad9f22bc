#include "actors/rules/job/attempt.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using rules::next_call;

TEST_CASE("a truncated answer is asked for once more with a larger limit") {
  stage_definition stage;
  stage.max_tokens = 1000;
  stage.max_tokens_large = 2000;
  CHECK(rules::after_failure(stage, 1000, error_class::truncated, "max_tokens")
        == next_call::larger);
  CHECK(rules::after_failure(stage, 2000, error_class::truncated, "max_tokens")
        == next_call::none);
  CHECK(rules::after_failure(stage, 1000, error_class::transient, "max_tokens")
        == next_call::none);
  stage.max_tokens_large = 0;
  CHECK(rules::after_failure(stage, 1000, error_class::truncated, "max_tokens")
        == next_call::none);
}

TEST_CASE("a bad answer gets two repair turns", "[asked_again]") {
  CHECK(rules::may_repair(0));
  CHECK(rules::may_repair(1));
  CHECK_FALSE(rules::may_repair(2));
}

TEST_CASE("stages with a long way to go come first") {
  auto paths = rules::remaining_paths(*company_graph());
  CHECK(paths[section_10] == 1);
  CHECK(paths[section_1] == 2);
  CHECK(paths[section_9] == 2);
  CHECK(paths[section_7] == 3);
  CHECK(paths[section_5] == 4);
  CHECK(paths[section_4] == 5);
  CHECK(paths[section_2] == 6);
  CHECK(paths[section_8] == 3);
  CHECK(paths[foundation] == 7);
}

TEST_CASE("a context that is too long is not helped by a larger limit") {
  stage_definition stage;
  stage.max_tokens_large = 2000;
  CHECK(rules::after_failure(stage, 1000, error_class::truncated,
                             "model_context_window_exceeded")
        == rules::next_call::none);
}
