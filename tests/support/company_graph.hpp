/// The graph of `company_intelligence`, built in code, so that tests of pure
/// functions read no files.

#pragma once

#include "messages/pipeline.hpp"

namespace dossier::test {

/// When most tests take place.
inline constexpr timestamp noon
  = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}
    + std::chrono::hours{12};

/// Indices in `company_graph`.
enum company_stage : stage_index {
  foundation,
  section_1,
  section_2,
  section_3,
  section_4,
  section_5,
  section_6,
  section_7,
  section_8,
  section_9,
  section_10,
};

inline constexpr std::size_t company_stages = 11;

inline stage_set set_of(std::initializer_list<std::size_t> stages) {
  stage_set result;
  for (auto stage : stages)
    result.set(stage);
  return result;
}

inline stage_definition section(unsigned number, std::string name,
                                std::string field, stage_set needs,
                                stage_set prefers) {
  stage_definition result;
  result.id = "section_" + std::to_string(number);
  result.report_key = "section" + std::to_string(number);
  result.name = std::move(name);
  result.field = std::move(field);
  result.needs = needs.set(foundation);
  result.prefers = prefers;
  return result;
}

inline pipeline make_company_graph() {
  pipeline graph;
  graph.report_type = "company_intelligence";
  graph.name = "Company Intelligence Report";
  stage_definition first;
  first.id = first.field = first.report_key = "foundation";
  first.name = "Foundation";
  graph.stages = {
    first,
    section(1, "Executive Summary", "executiveSummary", set_of({2, 3}),
            set_of({4, 5, 6, 7, 8})),
    section(2, "Financial Snapshot", "financialSnapshot", {}, {}),
    section(3, "Company Overview", "companyOverview", {}, {}),
    section(4, "Segment Analysis", "segmentAnalysis", {}, set_of({2})),
    section(5, "Trends", "trends", {}, set_of({3, 4})),
    section(6, "Peer Benchmarking", "peerBenchmarking", set_of({2}), {}),
    section(7, "SKU Opportunities", "skuOpportunities", {}, set_of({5, 6})),
    section(8, "Recent News", "recentNews", {}, {}),
    section(9, "Conversation Starters", "conversationStarters", {},
            set_of({5, 6, 7})),
    section(10, "Appendix", "appendix", {},
            set_of({1, 2, 3, 4, 5, 6, 7, 8, 9})),
  };
  graph.confidence_anchors = set_of({foundation, section_2});
  graph.stages[section_10].kind = stage_kind::computed;
  graph.stages[section_10].compute = "appendix";
  return graph;
}

inline pipeline_ptr company_graph() {
  static const auto graph
    = std::make_shared<const pipeline>(make_company_graph());
  return graph;
}

} // namespace dossier::test
