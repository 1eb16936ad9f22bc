/// Every kind of event against `openapi.json`, both ways: each is named there
/// and what it carries is described, and nothing else is.

#include "actors/report/schema/schema.hpp"
#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <set>

using namespace dossier;
using namespace dossier::test;

namespace {

const nlohmann::json& schemas() {
  static const auto document = nlohmann::json::parse(
    std::ifstream{test::source_dir() + "/config/openapi.json"});
  return document["components"]["schemas"];
}

/// The schema of an event with those it refers to, which stand in
/// `definitions` here.
nlohmann::json schema_of_events() {
  nlohmann::json whole;
  for (const auto* name :
       {"Event", "EventBody", "EventName", "JobId", "StageId", "JobStatusName",
        "ErrorClass", "Confidence", "Cascade", "TimeHorizon", "Tokens"})
    whole["definitions"][name] = schemas()[name];
  whole["allOf"].push_back({{"$ref", "#/components/schemas/Event"}});
  constexpr std::string_view there = "#/components/schemas/";
  auto text = whole.dump();
  for (auto at = text.find(there); at != std::string::npos;
       at = text.find(there, at))
    text.replace(at, there.size(), "#/definitions/");
  return nlohmann::json::parse(text);
}

/// One of each kind, with all that it can carry.
std::vector<event_body> every_kind() {
  const usage spent{{1200, 340, 5, 6}, 12'345'678};
  return {
    job_queued{},
    job_started{},
    job_updated{{{"tag"}}, 1, budget_change{}},
    job_rerun{set_of({1}), set_of({10}), cascade::stale, "new figures", "ann",
              1'000'000'000},
    job_cancelled{},
    job_finished{job_status::completed_with_errors},
    stage_reset{},
    stage_started{},
    stage_retrying{error_class::crash, "stopped", noon, spent},
    stage_completed{confidence::high,
                    {"S1", "S12"},
                    spent,
                    milliseconds{61'250},
                    "abc",
                    4,
                    "recipe"},
    stage_failed{error_class::blocked, "blocked", 2, 0, spent},
    stage_cancelled{spent},
    stage_stale{9},
    stage_fresh{},
    stage_restored{3, 1, "abc", confidence::low, {"S2"}, {{0, "h"}}, "recipe"},
    stage_usage{spent}};
}

/// An event about a stage names its stage and attempt.
job_event event_of(event_body body) {
  job_event event{1, noon, 1, {}, {}, std::move(body)};
  if (type_of(event).starts_with("stage.")) {
    event.stage = 1;
    event.attempt = 2;
  }
  return event;
}

} // namespace

TEST_CASE("what an event carries is what the contract describes") {
  const report::schema_check check{schema_of_events()};
  REQUIRE(check.fault() == "");
  for (const auto& body : every_kind()) {
    const auto text = *encode(event_of(body), "job-1", *company_graph()).text;
    INFO(text);
    for (const auto& wrong : check.violations(nlohmann::json::parse(text)))
      FAIL_CHECK(to_string(wrong));
  }
}

TEST_CASE("every kind of event reads as it was written") {
  for (const auto& body : every_kind()) {
    const auto event = event_of(body);
    const auto text = *encode(event, "job-1", *company_graph()).text;
    INFO(text);
    const auto read = decode_event(text, *company_graph());
    REQUIRE(read);
    CHECK((*read == event));
  }
}

TEST_CASE("the contract names every kind of event, and no other") {
  std::set<std::string> kinds;
  for (const auto& body : every_kind())
    kinds.emplace(type_of(event_of(body)));
  CHECK(kinds.size() == std::variant_size_v<event_body>);
  CHECK(schemas()["EventName"]["enum"].get<std::set<std::string>>() == kinds);
  std::set<std::string> described;
  for (const auto& one : schemas()["EventBody"]["oneOf"])
    described.insert(one["properties"]["event"]["const"]);
  CHECK(described == kinds);
}
