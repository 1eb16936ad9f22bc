#include "actors/report/checks.hpp"
#include "tests/report/small_pipeline.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

namespace {

struct checks_world {
  pipeline graph = small_pipeline();
  source_catalog sources{{"S1", "One", "", "news", "2026", 0},
                         {"S2", "Two", "", "news", "2026", 0}};
  std::vector<section_text> outputs = std::vector<section_text>(5);

  std::vector<std::string> run(const char* name, const char* arguments,
                               const char* document) {
    check what{name, check_level::error, json::parse(arguments)};
    std::vector<std::string> result;
    for (const auto& one :
         run_check(what, json::parse(document), {graph, sources, outputs}))
      result.push_back(to_string(one));
    return result;
  }

  bool holds(const char* name, const char* arguments, const char* document) {
    return run(name, arguments, document).empty();
  }
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(checks_world, "sources: cited ids exist and are listed") {
  CHECK(holds("sources", "{}",
              R"j({"text": "Up (S1), S2.", "sources_used": ["S2", "S1"]})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "(S3)", "sources_used": ["S3"],
                  "new_sources": [{"id": "S3", "citation": "New"}]
})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "(S9)", "source_catalog": [{"id": "S9"}]
})j"));
  CHECK(holds("sources", "{}", R"j({"text": "none", "sources_used": []})j"));
}

TEST_CASE_METHOD(checks_world, "sources: a name is no citation") {
  CHECK(holds("sources", "{}",
              R"j({"legal_name": "S7", "text": "S7 grew, as S7 said (S1).",
                  "sources_used": ["S1"]})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "as S2 says", "sources_used": ["S2"]})j"));
}

TEST_CASE_METHOD(checks_world, "sources: each kind of mismatch is named") {
  CHECK(run("sources", "{}", R"j({"text": "(S7)", "sources_used": ["S7"]})j")
        == lines{"the document: expected only ids of the catalogue or of "
                 "new_sources, found S7"});
  CHECK(run("sources", "{}", R"j({"text": "(S1)", "sources_used": []
  })j")
        == lines{"/sources_used: expected S1, which the text cites, found a "
                 "list without it"});
  CHECK(run("sources", "{}", R"j({"text": "(S1)", "sources_used": ["S1", "S2"]
  })j")
        == lines{"/sources_used: expected only ids cited in the text, found "
                 "S2"});
  CHECK(
    run("sources", "{}", R"j({"new_sources": [{"id": "S3"}, {"id": "S3"}]})j")
    == lines{"/new_sources/1/id: expected an id of its own, found "
             "\"S3\""});
}

TEST_CASE_METHOD(checks_world, "sum_at_most adds up numbers") {
  const auto* arguments = R"({"values": "/s/*/p", "max": 100})";
  CHECK(holds("sum_at_most", arguments,
              R"({"s": [{"p": 33.3}, {"p": 33.3}, {"p": 33.4}, {"p": "–"}]})"));
  CHECK(run("sum_at_most", arguments, R"({"s": [{"p": 60}, {"p": 41}]})")
        == lines{"/s/*/p: expected a sum of at most 100, found 101"});
  CHECK(holds("sum_at_most", arguments, "{}"));
}

TEST_CASE_METHOD(checks_world, "not_above compares two numbers") {
  const auto* arguments = R"({"value": "/a", "limit": "/b"})";
  CHECK(holds("not_above", arguments, R"({"a": 2, "b": 2.0})"));
  CHECK(holds("not_above", arguments, R"({"a": "–", "b": 2})"));
  CHECK(holds("not_above", arguments, R"({"a": 3})"));
  CHECK(run("not_above", arguments, R"({"a": 3, "b": 2})")
        == lines{"/a: expected at most 2, the value of /b, found 3"});
}

TEST_CASE_METHOD(checks_world, "same_names compares with another section") {
  const auto* arguments
    = R"({"values": "/m/*", "stage": "figures", "others": "/k/*"})";
  CHECK(holds("same_names", arguments, R"({"m": ["X"]})"));
  outputs[figures] = text_of(json::parse(R"({"k": ["Revenue", "DSO*"]})"));
  CHECK(holds("same_names", arguments, R"({"m": ["dso", "Revenue"]})"));
  CHECK(run("same_names", arguments, R"({"m": ["Revenue", "EBIT"]})")
        == lines{"/m/1: expected a name that figures has, found \"EBIT\"",
                 "/m/*: expected every name that figures has, found "
                 "\"DSO*\""});
}

TEST_CASE_METHOD(checks_world, "starred_listed works in both directions") {
  const auto* arguments = R"({"names": "/t/*/m", "listed": "/d/*/m"})";
  CHECK(holds("starred_listed", arguments,
              R"({"t": [{"m": "DSO*"}, {"m": "EBIT"}],
                  "d": [{"m": "dso"
}]
})"));
  CHECK(run("starred_listed", arguments,
            R"({"t": [{"m": "DSO *"}], "d": [{"m": "EBIT*"}]})")
        == lines{"/t/0/m: expected an entry at /d/*/m for a starred name, "
                 "found \"DSO *\"",
                 "/d/0/m: expected a name that stands with a star at /t/*/m, "
                 "found \"EBIT*\""});
}

TEST_CASE_METHOD(checks_world, "words_at_most counts words") {
  const auto* arguments = R"({"values": "/q/*", "max": 3})";
  CHECK(holds("words_at_most", arguments, R"({"q": ["one two three", 4]})"));
  CHECK(run("words_at_most", arguments, R"({"q": ["one two three four"]})")
        == lines{"/q/0: expected at most 3 words, found 4"});
}

TEST_CASE_METHOD(checks_world, "count_between looks at each array") {
  const auto* arguments = R"({"values": "/s/*/c", "min": 1, "max": 2})";
  CHECK(holds("count_between", arguments, R"({"s": [{"c": [1]}, {}]})"));
  CHECK(run("count_between", arguments,
            R"({"s": [{"c": []}, {"c": [1]}, {"c": [1, 2, 3]}]})")
        == lines{"/s/0/c: expected 1 to 2 elements, found 0",
                 "/s/2/c: expected 1 to 2 elements, found 3"});
}

TEST_CASE_METHOD(checks_world, "unique_ids count on from S1") {
  const auto* arguments = R"({"values": "/c/*/id"})";
  CHECK(
    holds("unique_ids", arguments, R"({"c": [{"id": "S1"}, {"id": "S2"}]})"));
  CHECK(holds("unique_ids", arguments, R"({"c": []})"));
  for (const auto* document :
       {R"({"c": [{"id": "S1"}, {"id": "S3"}]})",
        R"({"c": [{"id": "S1"}, {"id": "S1"}]})", R"({"c": [{"id": "S2"}]})"})
    CHECK_FALSE(holds("unique_ids", arguments, document));
}

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
