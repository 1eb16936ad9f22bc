/// What a pipeline may say of its checks.

#include "tests/report/checks/checks_world.hpp"

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

TEST_CASE_METHOD(checks_world, "a check survives arguments it cannot use") {
  CHECK_FALSE(holds("sum_at_most", R"({"values": 3, "max": "x"})", "{}"));
  CHECK_FALSE(holds("no_such_check", "{}", "{}"));
}

TEST_CASE("each fault in a check's declaration is named") {
  struct example {
    const char* name;
    const char* arguments;
    const char* fault;
  };
  auto table = std::vector<example>{
    {"count", "{}", "checks/0/name: no such check: count"},
    {"sum_at_most", R"({"values": "/a"})", "checks/0/max: missing"},
    {"sum_at_most", R"({"values": "/a", "max": "9"})",
     "checks/0/max: is no number"},
    {"unique_ids", R"({"values": "a"})", "checks/0/values: is no JSON pointer"},
    {"unique_ids", R"({"values": "/a", "max": 3})",
     "checks/0/max: unknown argument"},
    {"same_names", R"({"values": "/a", "stage": "x", "others": "/b"})",
     "checks/0/stage: no such stage"},
    {"same_names", R"({"values": "/a", "stage": "end", "others": "/b"})",
     "checks/0/stage: base neither needs nor prefers it"},
  };
  for (const auto& [name, arguments, fault] : table) {
    auto graph = small_pipeline();
    graph.stages[base].checks
      = {{name, check_level::error, json::parse(arguments)}};
    auto found = check_checks(graph);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0])
          == std::string{"small/pipeline.json: /stages/0/"} + fault);
  }
}
