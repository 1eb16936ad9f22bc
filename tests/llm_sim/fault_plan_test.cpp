#include "tools/llm_sim/faults/plan.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier::llm_sim;
using nlohmann::json;

namespace {

fault_rule rule(json from) {
  from["fault"] = "529";
  return parse_fault_plan(json::array({from})).rules.at(0);
}

std::string complaint(const char* text) {
  try {
    parse_fault_plan(json::parse(text));
  } catch (const fault_error& reason) {
    return reason.what();
  }
  return {};
}

const call_marks second_call{
  "",     "section_4 / segment: Pumps",  "claude-sonnet-4-5",
  "Acme", "Stage: section_4 for job 77", 2};

} // namespace

TEST_CASE("a rule without conditions matches every call") {
  CHECK(matches(rule(json::object()), second_call));
}

TEST_CASE("a rule for a stage matches its pieces") {
  CHECK(matches(rule({{"stage", "section_4"}}), second_call));
  CHECK(matches(rule({{"stage", "section_*"}}), second_call));
  CHECK(matches(rule({{"stage", "section_4 / segment: *"}}), second_call));
  CHECK_FALSE(matches(rule({{"stage", "section_"}}), second_call));
  CHECK_FALSE(matches(rule({{"stage", "section_4 / overview"}}), second_call));
}

TEST_CASE("every condition of a rule has to hold") {
  CHECK(matches(rule({{"model", "claude-sonnet-*"},
                      {"company", "Acme"},
                      {"contains", "job 77"},
                      {"nth", {2, 3}}}),
                second_call));
  CHECK_FALSE(matches(rule({{"company", "Acme"}, {"nth", 1}}), second_call));
  CHECK_FALSE(matches(rule({{"model", "gpt-*"}}), second_call));
  CHECK_FALSE(matches(rule({{"contains", "job 78"}}), second_call));
}

TEST_CASE("a plan has a scenario, rules and a background") {
  auto plan = parse_fault_plan(json::parse(
    R"({"scenario": "bad day", "background": "529:p=0.1",
        "rules": [{"fault": "crlf"}]})"));
  CHECK(plan.scenario == "bad day");
  CHECK(plan.background.at(0).chance == 0.1);
  CHECK(plan.rules.at(0).faults.at(0).kind == fault_kind::crlf);
}

TEST_CASE("a fault of a plan is reported with its pointer") {
  CHECK_THAT(complaint(R"([{"fault": "crlf"}, {"stages": "x"}])"),
             Catch::StartsWith("rules/1/stages: is unknown"));
  CHECK(complaint(R"([{"stage": "x"}])") == "rules/0: has no fault");
  CHECK_THAT(complaint(R"([{"fault": "530"}])"),
             Catch::StartsWith("rules/0/fault: fault \"530\": there is no "
                               "kind"));
  CHECK_THAT(complaint(R"([{"fault": "crlf", "nth": 0}])"),
             Catch::StartsWith("rules/0/nth"));
  CHECK_THAT(complaint(R"({"rule": []})"),
             Catch::StartsWith("rule: is unknown"));
}
