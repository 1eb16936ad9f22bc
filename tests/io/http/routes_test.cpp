#include "io/http/routes.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::http;

namespace {

std::string_view id_of(std::string_view method, std::string_view path) {
  auto found = find_route(method, path);
  const auto* match = std::get_if<route_match>(&found);
  return match ? match->row->id : std::string_view{};
}

problem refusal_of(std::string_view method, std::string_view path) {
  auto found = find_route(method, path);
  REQUIRE(std::holds_alternative<problem>(found));
  return std::get<problem>(found);
}

/// Of `GET /api/research`, which has every form of parameter.
std::variant<parameters, problem> list_query(std::string_view query) {
  auto found = find_route("GET", "/api/research");
  return read_query(query, std::get<route_match>(found).row->query);
}

std::string fault_of(std::string_view query) {
  auto read = list_query(query);
  const auto* wrong = std::get_if<problem>(&read);
  return wrong ? wrong->detail : std::string{};
}

} // namespace

TEST_CASE("a path finds its row") {
  CHECK(id_of("POST", "/api/research/generate") == "generateReport");
  CHECK(id_of("GET", "/api/research") == "listJobs");
  CHECK(id_of("GET", "/api/research/jobs/j1") == "showJob");
  CHECK(id_of("GET", "/api/research/j1") == "showReport");
  CHECK(id_of("GET", "/api/research/j1/events") == "listEvents");
  CHECK(id_of("HEAD", "/api/research/j1/attempts") == "listAttempts");
  CHECK(id_of("GET", "/api/pipelines/company_intelligence") == "showPipeline");
  CHECK(id_of("GET", "/%61pi/me") == "showMe");
  CHECK(id_of("POST", "/api/research/j1/rerun") == "rerunReport");
  CHECK(id_of("DELETE", "/api/research/j1") == "deleteJob");
  CHECK(id_of("PATCH", "/api/research/j1") == "updateJob");
  CHECK(id_of("POST", "/api/research/j1/sections/section_2/versions/3/restore")
        == "restoreSectionVersion");
  CHECK(id_of("PUT", "/api/admin/queue/limits") == "setLimits");
  CHECK(id_of("POST", "/api/admin/queue/start/j1") == "startJob");
}

TEST_CASE("the operation of a row is the one it is named after") {
  for (const auto& row : routes())
    if (row.operation)
      CHECK(to_string(*row.operation) == row.id);
}

TEST_CASE("a wrong path under /api is the API's own") {
  for (const auto* path :
       {"/api", "/api/", "/api/x", "/api/research/", "/api/research//events",
        "/api/research/j1/events/", "/api/research/j1/x",
        "/api/research/generate/events", "/api/research/jobs/generate",
        "/api/research/a%2Fb", "/api/research/a%20b", "/api/me/../version"}) {
    INFO(path);
    CHECK(refusal_of("GET", path).code == problem_code::not_found);
  }
  CHECK(refusal_of("GET", "/api/research/" + std::string(129, 'a')).code
        == problem_code::not_found);
}

TEST_CASE("a wrong method is told the right ones") {
  const auto on_reserved = refusal_of("GET", "/api/research/generate");
  CHECK(on_reserved.code == problem_code::method_not_allowed);
  CHECK(on_reserved.extra == headers{{"Allow", "POST"}});
  CHECK(refusal_of("DELETE", "/api/research").extra
        == headers{{"Allow", "GET, HEAD"}});
  CHECK(refusal_of("PUT", "/api/research/j1").extra
        == headers{{"Allow", "GET, HEAD, DELETE, PATCH"}});
  CHECK(refusal_of("DELETE", "/api/research/generate").extra
        == headers{{"Allow", "POST"}});
  CHECK(refusal_of("get", "/api/me").code == problem_code::method_not_allowed);
}

TEST_CASE("other paths are left to the pages") {
  CHECK(std::holds_alternative<no_route>(find_route("GET", "/")));
  CHECK(std::holds_alternative<no_route>(find_route("GET", "/apis")));
  CHECK(std::holds_alternative<no_route>(find_route("GET", "/jobs/1")));
}

TEST_CASE("a path that cannot be decoded is refused") {
  for (const auto* path : {"/%", "/%4", "/%zz", "/%00", "/%C0%AF", "/%FF"})
    CHECK(refusal_of("GET", path).code == problem_code::bad_request);
}

TEST_CASE("a query is read by name") {
  const auto read = std::get<parameters>(
    list_query("status=queued,failed&q=a+b%2Bc&limit=200&sort=-costUsd&tag="
               "&createdAfter=2026-11-21T20:27:26.041Z"));
  CHECK(read
        == parameters{{"status", "queued,failed"},
                      {"q", "a b+c"},
                      {"limit", "200"},
                      {"sort", "-costUsd"},
                      {"createdAfter", "2026-11-21T20:27:26.041Z"}});
}

TEST_CASE("an empty value stands for absence in free text alone") {
  CHECK(std::get<parameters>(list_query("q=&tag&cursor=")).empty());
  for (const auto* name : {"status", "createdAfter", "sort", "limit"})
    for (const auto* empty : {"", "="}) {
      INFO(name << empty);
      CHECK(fault_of(std::string{name} + empty)
              .starts_with(std::string{name} + " must be "));
    }
}

TEST_CASE("a rerun is not begun by half a request for a dry run") {
  const auto rerun = [](std::string_view query) {
    auto found = find_route("POST", "/api/research/j1/rerun");
    return read_query(query, std::get<route_match>(found).row->query);
  };
  for (const auto* query : {"dryRun", "dryRun=", "dryRun=yes", "dryRun=TRUE"}) {
    INFO(query);
    const auto refused = std::get<problem>(rerun(query));
    CHECK(refused.code == problem_code::bad_request);
    CHECK(refused.detail == "dryRun must be one of true, false");
  }
  CHECK(std::get<parameters>(rerun("dryRun=true")).at("dryRun") == "true");
}

TEST_CASE("a bad parameter is refused by its name") {
  CHECK(fault_of("colour=red") == "unknown parameter: colour");
  CHECK(fault_of("q=a&q=b") == "q is given more than once");
  CHECK(fault_of("q=&q=b") == "q is given more than once");
  CHECK(fault_of("limit=0") == "limit must be a whole number from 1 to 200");
  CHECK_FALSE(fault_of("limit=201").empty());
  CHECK_FALSE(fault_of("limit=1x").empty());
  CHECK_FALSE(fault_of("limit=-1").empty());
  CHECK_FALSE(fault_of("sort=name").empty());
  CHECK_FALSE(fault_of("status=queued,done").empty());
  CHECK_FALSE(fault_of("status=queued,").empty());
  CHECK_FALSE(fault_of("createdAfter=yesterday").empty());
  CHECK(fault_of("q=%zz") == "q cannot be decoded");
  CHECK(fault_of("x=1&limit=0")
        == "unknown parameter: x; limit must be a whole number from 1 to 200");
}
