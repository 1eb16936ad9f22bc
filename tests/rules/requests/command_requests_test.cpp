#include "actors/rules/requests/requests.hpp"

#include <catch2/catch.hpp>

using namespace dossier;

namespace {

template <class T>
const problem& refusal_in(const std::variant<T, problem>& parsed) {
  REQUIRE(std::holds_alternative<problem>(parsed));
  return std::get<problem>(parsed);
}

} // namespace

TEST_CASE("a rerun is read as a whole", "[requests]") {
  auto parsed = rules::parse_rerun(
    R"({"sections":["section_2"],"reason":"new figures","cascade":"stale",
        "planVersion":"13","budgetUsd":2})");
  const auto& rerun = std::get<rerun_command>(parsed);
  CHECK(rerun.sections == std::vector<std::string>{"section_2"});
  CHECK(rerun.reason == "new figures");
  CHECK(rerun.cascade == cascade::stale);
  CHECK(rerun.plan_version == "13");
  CHECK(rerun.budget == 2'000'000'000);
  CHECK_FALSE(rerun.is_regenerate);
}

TEST_CASE("what a rerun does not say stays as it is", "[requests]") {
  auto parsed = rules::parse_rerun(R"({"sections":["section_2"]})");
  const auto& rerun = std::get<rerun_command>(parsed);
  CHECK(rerun.cascade == cascade::none);
  CHECK_FALSE(rerun.plan_version);
  CHECK_FALSE(rerun.budget);
}

TEST_CASE("every fault of a rerun is named", "[requests]") {
  auto parsed
    = rules::parse_rerun(R"({"cascade":"all","budgetUsd":-1,"colour":"red"})");
  const auto& refused = refusal_in(parsed);
  CHECK(refused.code == problem_code::invalid_field);
  std::vector<std::string> pointers;
  for (const auto& error : refused.errors)
    pointers.push_back(error.pointer);
  CHECK(pointers
        == std::vector<std::string>{"/sections", "/cascade", "/budgetUsd",
                                    "/colour"});
  CHECK(refusal_in(rules::parse_rerun("{")).code
        == problem_code::malformed_json);
  CHECK(refusal_in(rules::parse_rerun("[]")).code
        == problem_code::invalid_field);
}

TEST_CASE("the older name takes sections and a reason", "[requests]") {
  auto parsed = rules::parse_regenerate(
    R"({"sections":["section_5"],"reason":"update_data"})");
  CHECK(std::get<rerun_command>(parsed).is_regenerate);
  CHECK(refusal_in(rules::parse_regenerate(
                     R"({"sections":["section_5"],"cascade":"stale"})"))
          .errors.at(0)
          .pointer
        == "/cascade");
}

TEST_CASE("a change names what it changes", "[requests]") {
  auto parsed = rules::parse_update(R"({"tags":["a","b","a"],"priority":-10})");
  const auto& update = std::get<update_command>(parsed);
  CHECK(update.tags == std::vector<std::string>{"a", "b"});
  CHECK(update.priority == -10);
  CHECK_FALSE(update.budget);
  CHECK(
    refusal_in(rules::parse_update(R"({"budgetUsd":0})")).errors.at(0).pointer
    == "/budgetUsd");
  CHECK(
    refusal_in(rules::parse_update(R"({"priority":11})")).errors.at(0).pointer
    == "/priority");
}

TEST_CASE("a budget can be set, or taken away with null", "[requests]") {
  auto budget_in = [](const char* body) {
    auto parsed = rules::parse_update(body);
    return std::get<update_command>(parsed).budget;
  };
  CHECK(budget_in(R"({"budgetUsd":2.5})")
        == budget_change{nano_usd{2'500'000'000}});
  CHECK(budget_in(R"({"budgetUsd":null})") == budget_change{});
  CHECK(refusal_in(
          rules::parse_rerun(R"({"sections":["section_5"],"budgetUsd":null})"))
          .errors.at(0)
          .pointer
        == "/budgetUsd");
}
