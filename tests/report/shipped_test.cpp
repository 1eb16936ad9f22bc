/// The report types of this repository, held to what they promise.

#include "actors/report/checks/compute.hpp"
#include "actors/report/prompts/prompt.hpp"
#include "actors/report/review.hpp"
#include "actors/report/section.hpp"
#include "config/pipelines.hpp"
#include "tests/support/company_graph.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using nlohmann::json;

namespace {

const pipeline_catalog& shipped() {
  static const auto catalog = [] {
    std::filesystem::path root{test::source_dir()};
    return std::get<pipeline_catalog>(config::load_pipelines(
      {root / "config/pipelines", root / "tests/bench/pipeline"}));
  }();
  return catalog;
}

/// The least document that has all a schema requires: not valid, but of the
/// right shape for prompts.
section_text any_text() {
  return to_section_text({{"text", "x"}});
}

} // namespace

TEST_CASE("every shipped report type can be used") {
  for (const auto& [type, graph] : shipped()) {
    INFO(type);
    for (const auto& fault : check_pipeline(*graph))
      FAIL_CHECK(to_string(fault));
  }
}

TEST_CASE("every shipped prompt can be filled") {
  job_request request;
  request.company_name = "Acme";
  for (const auto& [type, graph] : shipped()) {
    std::vector<section_text> outputs(graph->stages.size(), any_text());
    for (std::size_t i = 0; i < graph->stages.size(); ++i) {
      if (graph->stages[i].kind == stage_kind::computed)
        continue;
      auto made = fill_prompt({graph,
                               static_cast<stage_index>(i),
                               request,
                               {},
                               outputs,
                               {},
                               part::whole,
                               nullptr});
      REQUIRE(std::holds_alternative<prompt>(made));
      CHECK(std::get<prompt>(made).user.find("{{") == std::string::npos);
    }
  }
}

TEST_CASE("the appendix satisfies its own schema") {
  const auto& graph = shipped().at("company_intelligence");
  auto last = static_cast<stage_index>(graph->stages.size() - 1);
  std::vector<section_text> outputs(graph->stages.size());
  outputs[0] = to_section_text(json::parse(
    R"({"fx_rates": {"EUR/USD": {"rate": 1.08, "source": "B"}},
        "industry_averages": {"source": "A", "dataset": "Damodaran"}})"));
  outputs[2] = to_section_text(json::parse(
    R"({"sources_used": ["S1", "S9"], "derived_metrics": [
        {"metric": "DSO*", "formula": "", "source": "S1"}]})"));
  source_catalog sources{{"S1", "One", "", "filing", "2026", 0},
                         {"S2", "Two", "https://two", "news", "", 0}};
  auto made = compute({*graph, last, outputs, sources});
  section_checks checks{graph};
  auto outcome = checks.review(
    std::get<json>(made), {last, part::whole, sources, outputs, test::noon});
  for (const auto& error : outcome.errors)
    FAIL_CHECK(to_string(error));
  CHECK(warnings_of(outcome.document, graph->stages[last],
                    {last, part::whole, sources, outputs, test::noon}, *graph)
          .empty());
}

TEST_CASE("count satisfies the bench's schema") {
  const auto& graph = shipped().at("bench");
  auto last = static_cast<stage_index>(graph->stages.size() - 1);
  std::vector<section_text> outputs(graph->stages.size(), any_text());
  auto made = compute({*graph, last, outputs, {}});
  CHECK(section_checks{graph}.fits(last, part::whole, std::get<json>(made)));
}
