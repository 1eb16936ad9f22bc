/// The words of requests and their answers against `openapi.json`, as whole
/// sets, both ways. What messages carry is compared in `tests/io/http`.

#include "actors/rules/graph/rerun.hpp"
#include "actors/rules/requests/bulk.hpp"
#include "actors/rules/requests/requests.hpp"
#include "tests/support/enumerators.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <set>

using namespace dossier;
using namespace dossier::rules;
using namespace nlohmann::literals;

namespace {

using names = std::set<std::string>;

const nlohmann::json& contract() {
  static const auto document = nlohmann::json::parse(
    std::ifstream{test::source_dir() + "/config/openapi.json"});
  return document;
}

names listed(const nlohmann::json::json_pointer& where) {
  return contract().at(where)["enum"].get<names>();
}

/// The schema of a parameter of the list of jobs.
const nlohmann::json& list_parameter(const std::string& name) {
  for (const auto& each :
       contract()["paths"]["/api/research"]["get"]["parameters"])
    if (each.value("name", "") == name)
      return each["schema"];
  FAIL("the list has no such parameter: " << name);
  throw std::logic_error(name);
}

job_query list_by(const std::string& parameter, const std::string& word) {
  const auto query = parse_job_query({{parameter, word}});
  INFO(parameter << '=' << word);
  REQUIRE(std::holds_alternative<job_query>(query));
  return std::get<job_query>(query);
}

/// Those of `words` that the filter of a bulk rerun takes.
names taken_as(const std::string& field, const names& words) {
  names result;
  for (const auto& word : words)
    if (std::holds_alternative<bulk_request>(
          parse_bulk({{"filter", {{field, word}}}, {"sections", "failed"}})))
      result.insert(word);
  return result;
}

} // namespace

TEST_CASE("the contract names every reason for which a stage runs again, and "
          "no other") {
  CHECK(listed("/components/schemas/RerunReason"_json_pointer)
        == test::all_names<rerun_reason>(reason_name));
}

TEST_CASE("the contract names every way to take dependents along, and no "
          "other") {
  CHECK(listed("/components/schemas/Cascade"_json_pointer)
        == test::all_names<enum cascade>());
}

TEST_CASE("the contract names every reason for which a job is left out, and "
          "no other") {
  bulk_choice choice;
  for (std::size_t i = 0; i < test::enumerators<skip_reason>; ++i)
    choice.skipped.push_back({"job-1", static_cast<skip_reason>(i)});
  names shown;
  const auto answer = show_choice({}, choice);
  for (const auto& each : answer["skipped"])
    shown.insert(each["reason"].get<std::string>());
  CHECK(listed("/components/schemas/BulkRerun/properties/skipped/items/"
               "properties/reason"_json_pointer)
        == shown);
}

TEST_CASE("a filter takes the statuses and classes that the contract names, "
          "and no other") {
  CHECK(listed("/components/schemas/BulkRerunRequest/properties/filter/"
               "properties/status"_json_pointer)
        == taken_as("status", test::all_names<job_status>()));
  CHECK(listed("/components/schemas/ErrorClass"_json_pointer)
        == taken_as("errorClass", test::all_names<error_class>()));
}

TEST_CASE("the list of jobs takes every status as the contract names it, and "
          "no other") {
  CHECK(list_parameter("status")["items"]["$ref"]
        == "#/components/schemas/JobStatusName");
  names taken;
  for (const auto& word :
       listed("/components/schemas/JobStatusName"_json_pointer)) {
    const auto query = list_by("status", word);
    REQUIRE(query.statuses.size() == 1);
    taken.emplace(to_string(query.statuses.front()));
  }
  CHECK(taken == test::all_names<job_status>());
}

TEST_CASE("the list of jobs has every order but that of a search, both ways "
          "round, as the contract names it") {
  std::set<std::pair<job_order, bool>> taken;
  const auto words = list_parameter("sort")["enum"].get<names>();
  for (const auto& word : words) {
    const auto query = list_by("sort", word);
    CHECK(query.descending == word.starts_with('-'));
    taken.emplace(query.order, query.descending);
  }
  CHECK(taken.size() == words.size());
  CHECK_FALSE(taken.contains({job_order::relevance, false}));
  CHECK(taken.size() == 2 * (test::enumerators<job_order> - 1));
}
