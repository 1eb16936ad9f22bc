/// One check over one document of the small pipeline, and what it says.

#pragma once

#include "actors/report/checks/checks.hpp"
#include "tests/report/small_pipeline.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

namespace dossier::test {

struct checks_world {
  pipeline graph = small_pipeline();
  source_catalog sources{{"S1", "One", "", "news", "2026", 0},
                         {"S2", "Two", "", "news", "2026", 0}};
  std::vector<section_text> outputs = std::vector<section_text>(5);
  stage_index stage = figures;
  nlohmann::json schema;

  std::vector<std::string> run(const char* name, const char* arguments,
                               const char* document) {
    const check asked{name, check_level::error,
                      nlohmann::json::parse(arguments)};
    std::vector<std::string> result;
    for (const auto& one :
         report::run_check(asked, nlohmann::json::parse(document),
                           {graph, stage, sources, outputs, noon,
                            schema.is_null() ? nullptr : &schema}))
      result.push_back(to_string(one));
    return result;
  }

  bool holds(const char* name, const char* arguments, const char* document) {
    return run(name, arguments, document).empty();
  }
};

using lines = std::vector<std::string>;

} // namespace dossier::test
