#include "actors/rules/requests/admin_requests.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::rules;
using nlohmann::json;

namespace {

using pointers = std::vector<std::string>;

template <class Request>
pointers faults_of(const std::variant<Request, problem>& parsed) {
  pointers result;
  if (const auto* bad = std::get_if<problem>(&parsed))
    for (const auto& each : bad->errors)
      result.push_back(each.pointer);
  return result;
}

bulk_request bulk(const json& params) {
  return std::get<bulk_request>(parse_bulk(params));
}

pointers bulk_faults(const json& params) {
  return faults_of(parse_bulk(params));
}

pointers limit_faults(const json& params) {
  return faults_of(parse_limits(params));
}

} // namespace

TEST_CASE("what administrators alone may do is known") {
  CHECK(is_admin_operation(operation::show_overview));
  CHECK(is_admin_operation(operation::rerun_jobs));
  CHECK_FALSE(is_admin_operation(operation::rerun_report));
  CHECK_FALSE(is_admin_operation(operation::show_version));
  CHECK(is_admin_write(operation::pause_queue));
  CHECK_FALSE(is_admin_write(operation::list_audit));
  CHECK(administrators_only().code == problem_code::forbidden);
}

TEST_CASE("path, query and body become one object") {
  auto gathered
    = [](operation operation, const parameters& given, std::string_view body) {
        return std::get<json>(gather_params(operation, given, body));
      };
  CHECK(gathered(operation::start_job, {{"id", "j1"}}, "{}")
        == json{{"id", "j1"}});
  CHECK(gathered(operation::set_limits, {}, R"({"maxRunningJobs":2})")
        == json{{"maxRunningJobs", 2}});
  CHECK(gathered(operation::list_audit, {{"limit", "7"}, {"cursor", "12"}}, "")
        == json{{"limit", 7}, {"cursor", "12"}});
  CHECK(gathered(operation::list_audit, {{"limit", "7x"}}, "")
        == json{{"limit", "7x"}});
  CHECK(std::holds_alternative<problem>(
    gather_params(operation::set_limits, {}, "[1]")));
}

TEST_CASE("limits are whole numbers that make sense") {
  const auto both = std::get<limits_request>(
    parse_limits({{"maxRunningJobs", 0}, {"providerMaxConcurrency", 10'000}}));
  CHECK(both.running_jobs == 0u);
  CHECK(both.provider_concurrency == 10'000u);
  CHECK_FALSE(std::get<limits_request>(parse_limits({{"maxRunningJobs", 5}}))
                .provider_concurrency);
  CHECK(limit_faults({{"maxRunningJobs", -1}}) == pointers{"/maxRunningJobs"});
  CHECK(limit_faults({{"maxRunningJobs", 1.5}}) == pointers{"/maxRunningJobs"});
  CHECK(limit_faults({{"maxRunningJobs", 1'000'001}})
        == pointers{"/maxRunningJobs"});
  CHECK(limit_faults({{"maxRunningJobs", "4"}}) == pointers{"/maxRunningJobs"});
  CHECK(limit_faults({{"providerMaxConcurrency", 0}, {"maxRunningJobs", 1e300}})
        == pointers{"/maxRunningJobs", "/providerMaxConcurrency"});
  CHECK(limit_faults({{"jobs", 1}}) == pointers{"/jobs"});
  CHECK(limit_faults(json::object()) == pointers{"/maxRunningJobs"});
  CHECK(limit_faults(json::array()) == pointers{""});
}

TEST_CASE("a bulk rerun names jobs, or says which") {
  const auto named = bulk({{"jobIds", {"a", "b"}},
                           {"sections", json::array({"section_2"})},
                           {"cascade", "blocked"},
                           {"dryRun", true}});
  CHECK(named.ids == std::vector<job_id>{"a", "b"});
  CHECK(named.sections == std::vector<std::string>{"section_2"});
  CHECK(named.cascade == cascade::blocked);
  CHECK(named.is_dry_run);
  const auto found = bulk({{"filter",
                            {{"status", "completed_with_errors"},
                             {"errorClass", "transient"},
                             {"from", "2026-11-21T12:00:00Z"},
                             {"to", "2026-11-21T13:00:00.500Z"}}},
                           {"sections", "failed"}});
  CHECK(found.ids.empty());
  CHECK(found.sections.empty());
  CHECK(found.cascade == cascade::none);
  CHECK(found.filter.status == job_status::completed_with_errors);
  CHECK(found.filter.error == error_class::transient);
  CHECK(found.filter.from == parse_timestamp("2026-11-21T12:00:00Z"));
  CHECK_FALSE(found.is_dry_run);
}

TEST_CASE("every fault of a bulk rerun is named") {
  const json failed = "failed";
  CHECK(bulk_faults({{"sections", failed}}) == pointers{"/jobIds"});
  CHECK(bulk_faults({{"sections", failed},
                     {"jobIds", json::array({"a"})},
                     {"filter", json::object()}})
        == pointers{"/jobIds"});
  CHECK(bulk_faults({{"jobIds", json::array({"a"})}}) == pointers{"/sections"});
  CHECK(bulk_faults({{"jobIds", json::array({"a"})}, {"sections", "all"}})
        == pointers{"/sections"});
  CHECK(
    bulk_faults({{"jobIds", json::array({"a"})}, {"sections", json::array()}})
    == pointers{"/sections"});
  CHECK(bulk_faults({{"jobIds", json::array()}, {"sections", failed}})
        == pointers{"/jobIds"});
  CHECK(bulk_faults({{"jobIds", {"a", "b", "a"}}, {"sections", {"x", "x"}}})
        == pointers{"/jobIds", "/sections"});
  CHECK(bulk_faults({{"jobIds", json(std::vector<std::string>(1001, "a"))},
                     {"sections", failed}})
        == pointers{"/jobIds"});
  CHECK(bulk_faults({{"filter",
                      {{"status", "queued"},
                       {"errorClass", "bad"},
                       {"from", "yesterday"},
                       {"colour", "red"}}},
                     {"sections", failed},
                     {"cascade", "all"},
                     {"dryRun", 1}})
        == pointers{"/filter/status", "/filter/errorClass", "/filter/from",
                    "/filter/colour", "/cascade", "/dryRun"});
  CHECK(bulk_faults(
          {{"filter",
            {{"from", "2026-11-21T13:00:00Z"}, {"to", "2026-11-21T12:00:00Z"}}},
           {"sections", failed}})
        == pointers{"/filter/to"});
  CHECK(bulk_faults({{"filter", "all"}, {"sections", failed}})
        == pointers{"/filter"});
}

TEST_CASE("a page has a limit and goes on where the last one ended") {
  const auto usual
    = std::get<page_request>(parse_page(json::object(), 50, 200));
  CHECK(usual.limit == 50);
  CHECK(usual.cursor.empty());
  const auto next = std::get<page_request>(
    parse_page({{"limit", 200}, {"cursor", "c"}}, 50, 200));
  CHECK(next.limit == 200);
  CHECK(next.cursor == "c");
  CHECK(faults_of(parse_page({{"limit", 201}}, 50, 200)) == pointers{"/limit"});
}

TEST_CASE("an operation that needs nothing takes nothing") {
  CHECK_FALSE(parse_no_fields(json::object()));
  CHECK(parse_no_fields({{"id", "j1"}}));
  CHECK(std::get<job_id>(parse_job_id({{"id", "j1"}})) == "j1");
  CHECK(faults_of(parse_job_id(json::object())) == pointers{"/id"});
}
