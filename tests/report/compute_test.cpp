#include "actors/report/checks/compute.hpp"
#include "tests/report/small_pipeline.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

namespace {

struct compute_world {
  pipeline graph = small_pipeline();
  std::vector<section_text> outputs = std::vector<section_text>(5);
  source_catalog sources{{"S10", "Ten", "https://ten", "news", "2026", 0},
                         {"S2", "Two", "", "filing", "", 0}};

  compute_world() {
    graph.stages[end].compute = "appendix";
    outputs[base] = text_of(json::parse(R"({
      "text": "x (S2).",
      "fx_rates": {"EUR/USD": {"rate": 1.08, "source": "B"}},
      "industry_averages": {
      "source" : "A", "dataset" : "Damodaran 2026"}
  })"));
    outputs[figures] = text_of(with_metric("12 / 34 = 0.35", {"S2"}));
  }

  static json with_metric(const char* calculation, json used) {
    return {{"sources_used", std::move(used)},
            {"nested",
             {{{"derived_metrics",
                {{{"metric", "DSO*"},
                  {"formula", "a / b"},
                  {"calculation", calculation},
                  {"source", "S2"}}}}}}}};
  }

  json made() {
    auto outcome = compute({graph, end, outputs, sources});
    REQUIRE(std::holds_alternative<json>(outcome));
    return std::get<json>(outcome);
  }
};

json used_in(const json& appendix, const char* id) {
  for (const auto& entry : appendix["source_references"])
    if (entry["id"] == id)
      return entry["sections_used_in"];
  return nullptr;
}

} // namespace

TEST_CASE_METHOD(compute_world, "sources stand in numeric order with users") {
  outputs[story] = text_of({{"sources_used", {"S2", "S10", "S2"}}});
  auto appendix = made();
  CHECK(appendix["sources_used"] == json{"S2", "S10"});
  CHECK(used_in(appendix, "S2")
        == json{"The base", "The figures", "The story"});
  CHECK(used_in(appendix, "S10") == json{"The story"});
  CHECK(appendix["source_references"][0]["url"].is_null());
  CHECK(appendix["source_references"][0]["date"] == "–");
}

TEST_CASE_METHOD(compute_world, "a section without a list of sources used is "
                                "read, the foundation among them") {
  outputs[story] = text_of({{"text", "Up (S10), as S2 says; S7 too."}});
  auto appendix = made();
  CHECK(used_in(appendix, "S10") == json{"The story"});
  CHECK(used_in(appendix, "S2")
        == json{"The base", "The figures", "The story"});
  CHECK(used_in(appendix, "S7") == nullptr);
}

TEST_CASE_METHOD(compute_world, "figures that are not known leave the appendix "
                                "whole") {
  outputs[base] = text_of(json::parse(
    R"({"company_basics": {"global_employees": null},
        "segment_structure": [{"name": "A", "revenue_pct": null}],
        "fx_rates": {"EUR/USD": {"rate": null, "source": "B"}},
        "industry_averages": null})"));
  auto rates = made()["fx_rates_and_industry"];
  CHECK(rates["fx_rates"].empty());
  CHECK(rates["industry_averages"]["dataset"] == "–");
}

TEST_CASE_METHOD(compute_world, "a source that nobody used is still listed") {
  CHECK(used_in(made(), "S10") == json::array());
}

TEST_CASE_METHOD(compute_world, "an id that nobody explains gets a stub") {
  outputs[story] = text_of({{"sources_used", {"S5"}}});
  auto stub = made()["source_references"][1];
  CHECK(stub["id"] == "S5");
  CHECK(stub["type"] == "unknown");
  CHECK(stub["citation"] == "[citation needed]");
}

TEST_CASE_METHOD(compute_world, "rates, averages and calculations are listed") {
  auto appendix = made();
  const auto& rates = appendix["fx_rates_and_industry"];
  CHECK(rates["fx_rates"][0]["currency_pair"] == "EUR/USD");
  CHECK(rates["fx_rates"][0]["rate"] == 1.08);
  CHECK_THAT(rates["fx_rates"][0]["source_description"].get<std::string>(),
             Catch::StartsWith("Average of the period"));
  CHECK(rates["industry_averages"]["dataset"] == "Damodaran 2026");
  CHECK(appendix["derived_metrics"][0]
        == json::parse(R"({"section": "The figures", "metric": "DSO*",
             "formula": "a / b", "calculation": "12 / 34 = 0.35",
             "source": "S2"})"));
}

TEST_CASE_METHOD(compute_world, "sections that are missing are named") {
  CHECK(made()["failed_sections"] == json{"The story", "The parts"});
}

TEST_CASE_METHOD(compute_world, "confidence counts stubs and short work") {
  auto level = [&](const char* calculation, json used) {
    outputs[figures] = text_of(with_metric(calculation, std::move(used)));
    return made()["confidence"]["level"].get<std::string>();
  };
  CHECK(level("12 / 34 = 0.35", {"S2"}) == "HIGH");
  CHECK(level("1 + 1 = 2", {"S2"}) == "MEDIUM");
  CHECK(level("12 / 34 = 0.35", {"S3", "S4"}) == "MEDIUM");
  CHECK(level("12 / 34 = 0.35", {"S3", "S4", "S5"}) == "LOW");
}

TEST_CASE_METHOD(compute_world, "an appendix can be made of nothing") {
  outputs.assign(5, nullptr);
  outputs[base] = text_of(json::parse(
    R"({"fx_rates": {"a": 3, "b": {"rate": "x"}}, "industry_averages": 3})"));
  sources.clear();
  auto appendix = made();
  CHECK(appendix["source_references"].empty());
  CHECK(appendix["fx_rates_and_industry"]["fx_rates"].empty());
  outputs[base] = nullptr;
  CHECK(made()["failed_sections"].size() == 4);
}

TEST_CASE_METHOD(compute_world, "count says how many sections are there") {
  graph.stages[end].compute = "count";
  CHECK(made()["text"] == "2 of 4 sections are there.");
  CHECK(made()["confidence"]["level"] == "LOW");
}

TEST_CASE_METHOD(compute_world, "an unknown function is an internal failure") {
  graph.stages[end].compute = "magic";
  auto outcome = compute({graph, end, outputs, sources});
  CHECK(std::get<failure>(outcome).message == "no such function: magic");
  CHECK(
    std::holds_alternative<failure>(compute({graph, 99, outputs, sources})));
}
