#include "actors/report/checks/checks.hpp"
#include "tests/report/small_pipeline.hpp"
#include "tests/support/company_graph.hpp"

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
  stage_index stage = figures;
  json schema;

  std::vector<std::string> run(const char* name, const char* arguments,
                               const char* document) {
    check check{name, check_level::error, json::parse(arguments)};
    std::vector<std::string> result;
    for (const auto& one : run_check(check, json::parse(document),
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

std::string unknown(const std::string& number) {
  return "the document: expected only ids of the catalogue or of new_sources "
         "(what is no source and has such a name takes a hyphen: S-"
         + number + "), found S" + number;
}

} // namespace

TEST_CASE_METHOD(checks_world, "sources: cited ids exist") {
  CHECK(holds("sources", "{}", R"j({"text": "Up (S1), S2."})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "(S3)",
                  "new_sources": [{"id": "S3", "citation": "New"}]})j"));
  CHECK(holds("sources", "{}",
              R"j({"text": "(S9)", "source_catalog": [{"id": "S9"}]})j"));
  CHECK(run("sources", "{}", R"j({"text": "(S7)"})j") == lines{unknown("7")});
  CHECK(run("sources", "{}", R"j({"text": "(S01)"})j") == lines{unknown("01")});
}

TEST_CASE_METHOD(checks_world, "sources: cited ids exist in every form") {
  for (const auto* text :
       {"(S1/S99)", "(Reuters S99)", "per S99", "(s99)", "(S1&S99)",
        "(Table S99)", "(S99 Report)", "S1/S99", "#S99", "as S99 says"}) {
    INFO(text);
    CHECK(run("sources", "{}", json{{"text", text}}.dump().c_str())
          == lines{unknown("99")});
  }
  for (const auto* cell :
       {"S1 and S99", "S1 & S99", "S1/S99", "S1 + S99", "S99 (note 4)",
        "Reuters S99", "#S99", "s99", "[S99]", "S99"}) {
    INFO(cell);
    CHECK(run("sources", "{}", json{{"source", cell}}.dump().c_str())
          == lines{unknown("99")});
  }
  for (const auto* document :
       {R"j({"facilities": [{"type": "Manufacturing (S99)"}]})j",
        R"j({"ticker": "XETRA: NWI (S99)"})j", R"j({"AUD/USD (S99)": 1})j",
        R"j({"news": [{"date": "2026-11-20 (S99)"}]})j"}) {
    INFO(document);
    CHECK(run("sources", "{}", document) == lines{unknown("99")});
  }
}

TEST_CASE_METHOD(checks_world, "sources: each id is whole and by itself") {
  auto clear = [](const char* text) {
    return std::string{"/text: expected each id whole and by itself, such as "
                       "(S1, S2), and no id for anything else, found \""}
           + text + '"';
  };
  CHECK(run("sources", "{}", R"j({"text": "(S1, 28)"})j")
        == lines{clear("S1, 28")});
  CHECK(run("sources", "{}", R"j({"text": "(S2.4)"})j")
        == lines{clear("S2.4")});
  CHECK(run("sources", "{}", R"j({"text": "(S2a)"})j") == lines{clear("S2a")});
  CHECK(run("sources", "{}", R"j({"text": "(S2–1)"})j")
        == lines{clear("S2–1")});
}

TEST_CASE_METHOD(checks_world, "sources: which ones were used is not asked") {
  for (const auto* document :
       {R"j({"text": "Up (S1)."})j",
        R"j({"text": "(S1)", "sources_used": []})j",
        R"j({"text": "(S1)", "sources_used": ["S1", "S2", "S99"]})j",
        R"j({"text": "none", "sources_used": "S2"})j"})
    CHECK(holds("sources", "{}", document));
}

TEST_CASE_METHOD(checks_world, "sources: a name is no citation") {
  CHECK(
    holds("sources", "{}",
          R"j({"legal_name": "S7", "text": "S7 grew, as S7 said (S1)."})j"));
  CHECK(holds("sources", "{}", R"j({"text": "as S2 says"})j"));
  for (const auto* text : {"the Galaxy S24", "Audi S3", "S7 Airlines",
                           "SAP S4HANA", "S3-compatible", "R&S3"})
    CHECK(holds("sources", "{}", json{{"text", text}}.dump().c_str()));
  CHECK_FALSE(holds("sources", "{}", R"j({"text": "S7 grew (S1)."})j"));
  outputs[base] = text_of(json::parse(R"({"legal_name": "S7"})"));
  CHECK(holds("sources", "{}", R"j({"text": "S7 grew (S1)."})j"));
  CHECK_FALSE(holds("sources", "{}", R"j({"text": "It grew (S7)."})j"));
}

TEST_CASE_METHOD(checks_world, "sources: a cell names one, or says that there "
                               "is none") {
  schema = json::parse(R"({"properties": {
    "source": {"type": "string"}, "rating_source": {"enum": ["A", "B"]},
    "rows": {"items": {"properties": {"sources": {"items": {}}}}}}})");
  CHECK(holds("sources", "{}", R"({"source": "S1, S2", "rating_source": "A",
                                   "other_source": "Annual report"})"));
  CHECK(holds("sources", "{}", R"({"source": "–"})"));
  CHECK(run("sources", "{}", R"({"source": "Annual report"})")
        == lines{"/source: expected ids alone, such as S1, S7, or –, found "
                 "\"Annual report\""});
  CHECK(run("sources", "{}", R"({"rows": [{"sources": ["S1", "the 10-K"]}]})")
        == lines{"/rows/0/sources/1: expected ids alone, such as S1, S7, or –, "
                 "found \"the 10-K\""});
}

TEST_CASE_METHOD(checks_world, "sources: a new one takes no id that was shown, "
                               "nor one written otherwise") {
  auto taken = [](const char* id) {
    return std::string{"id: expected S3 or higher ("} + id
           + " is another source of the catalogue already), found \"" + id
           + '"';
  };
  auto other = std::string{"id: expected an id such as S3, found "};
  auto table = std::vector<std::pair<const char*, std::string>>{
    {R"([{"id": "S2", "citation": "Three"}])", "/new_sources/0/" + taken("S2")},
    // The first one's words under the second one's id.
    {R"([{"id": "S2", "citation": "One"}])", "/new_sources/0/" + taken("S2")},
    {R"([{"id": "S3", "citation": "New"}, {"id": "S1", "citation": "Newer"}])",
     "/new_sources/1/" + taken("S1")},
    {R"([{"id": "S3"}, {"id": "S3"}])",
     "/new_sources/1/id: expected an id of its own, found \"S3\""},
    {R"([{"id": "S02"}])", "/new_sources/0/" + other + "\"S02\""},
    {R"([{"id": "s3"}])", "/new_sources/0/" + other + "\"s3\""},
    {R"([{"id": " S3"}])", "/new_sources/0/" + other + "\" S3\""},
    {R"([{"id": "S0"}])", "/new_sources/0/" + other + "\"S0\""},
    {R"([{"id": "S12345678"}])", "/new_sources/0/" + other + "\"S12345678\""},
  };
  for (const auto& [brought, fault] : table) {
    INFO(brought);
    auto document
      = std::string{R"({"text": "x", "new_sources": )"} + brought + "}";
    CHECK(run("sources", "{}", document.c_str()) == lines{fault});
  }
}

TEST_CASE_METHOD(checks_world, "sources: what the catalogue has may be said "
                               "again under its own id") {
  CHECK(holds("sources", "{}",
              R"j({"text": "(S2)",
                  "new_sources": [{"id": "S2", "citation": "two."}]})j"));
}

TEST_CASE_METHOD(checks_world, "sources: only a foundation lays a catalogue, "
                               "and it cites no other") {
  const auto* document
    = R"j({"text": "(S1)", "source_catalog": [{"id": "S1", "citation": "A"}]})j";
  CHECK_FALSE(holds("sources", "{}", document));
  stage = base;
  CHECK(holds("sources", "{}", document));
  CHECK(run("sources", "{}",
            R"j({"text": "(S2)", "source_catalog": [{"id": "S1"}]})j")
        == lines{unknown("2")});
}

TEST_CASE_METHOD(checks_world, "sources: a date exists and has come") {
  CHECK(holds("sources", "{}",
              R"({"new_sources": [{"id": "S3", "date": "2026-11-20"},
                                  {"id": "S4", "date": "–"}, {"id": "S5"}]})"));
  CHECK(run("sources", "{}",
            R"({"new_sources": [{"id": "S3", "date": "2026-02-30"},
                                {"id": "S4", "date": "2027-01"}]})")
        == lines{"/new_sources/0/date: expected a date that the calendar has, "
                 "found \"2026-02-30\"",
                 "/new_sources/1/date: expected no date after 2026-11-22, "
                 "found \"2027-01\""});
  CHECK(run("sources", "{}",
            R"({"new_sources": [{"id": "S3", "date": "Q1 2027"}]})")
        == lines{"/new_sources/0/date: expected a date such as 2026-11-21, "
                 "2026-11 or 2026, or –, found \"Q1 2027\""});
  stage = base;
  CHECK_FALSE(
    holds("sources", "{}",
          R"({"source_catalog": [{"id": "S1", "date": "2026-13"}]})"));
}

TEST_CASE_METHOD(checks_world, "past_dates holds news to the calendar") {
  const auto* arguments = R"({"values": "/news/*/date"})";
  CHECK(holds("past_dates", arguments,
              R"({"news": [{"date": "2026-11-20"}, {"date": 3}, {}]})"));
  CHECK(run("past_dates", arguments, R"({"news": [{"date": "2026-12-24"}]})")
        == lines{"/news/0/date: expected no date after 2026-11-22, found "
                 "\"2026-12-24\""});
}

TEST_CASE_METHOD(checks_world, "sum_at_most adds up numbers") {
  const auto* arguments = R"({"values": "/s/*/p", "max": 100})";
  CHECK(holds("sum_at_most", arguments,
              R"({"s": [{"p": 33.3}, {"p": 33.3}, {"p": 33.4}, {"p": "–"}]})"));
  CHECK(run("sum_at_most", arguments, R"({"s": [{"p": 60}, {"p": 41}]})")
        == lines{"/s/*/p: expected a sum of at most 100, found 101"});
  CHECK(holds("sum_at_most", arguments, "{}"));
}

TEST_CASE_METHOD(checks_world, "sum_at_most forgives the noise of adding up, "
                               "and nothing more") {
  const auto* arguments = R"({"values": "/s/*/p", "max": 100.5})";
  struct example {
    const char* shares;
    bool holds;
  };
  for (const auto& [shares, expected] :
       {example{"100.5", true}, example{"33.5, 33.5, 33.5", true},
        example{"100.1, 0.1, 0.1, 0.1, 0.1", true}, example{"100.51", false},
        example{"60.3, 40.3", false}, example{"null, 100.5, null", true},
        // What is below zero makes no room.
        example{"120, -30", false}, example{"-1, 100.5", true}}) {
    INFO(shares);
    json document{{"s", json::array()}};
    for (const auto& share : json::parse(std::string{"["} + shares + "]"))
      document["s"].push_back({{"p", share}});
    CHECK(holds("sum_at_most", arguments, document.dump().c_str()) == expected);
  }
  CHECK(run("sum_at_most", arguments, R"({"s": [{"p": 60.3}, {"p": 40.3}]})")
        == lines{"/s/*/p: expected a sum of at most 100.5, found 100.6"});
}

TEST_CASE_METHOD(checks_world, "sum_at_most adds up each list for itself") {
  const auto* arguments = R"({"values": "/s/*/c/*/p", "max": 102})";
  CHECK(holds("sum_at_most", arguments,
              R"({"s": [{"c": [{"p": 60}, {"p": 40}]},
                        {"c": [{"p": 60}, {"p": 42}]}, {"c": []}]})"));
  CHECK(run("sum_at_most", arguments,
            R"({"s": [{"c": [{"p": 60}, {"p": 40}]},
                      {"c": [{"p": 60}, {"p": 60}, {"p": 60}]},
                      {"c": [{"p": 150}]}]})")
        == lines{"/s/1/c/*/p: expected a sum of at most 102, found 180",
                 "/s/2/c/*/p: expected a sum of at most 102, found 150"});
  CHECK(run("sum_at_most", R"({"values": "/p", "max": 100.5})", R"({"p": 101})")
        == lines{"/p: expected a sum of at most 100.5, found 101"});
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

TEST_CASE_METHOD(checks_world, "same_names takes a name as readers do, once") {
  const auto* arguments
    = R"({"values": "/m/*", "stage": "figures", "others": "/k/*"})";
  outputs[figures]
    = text_of(json::parse(R"({"k": ["Größe", "Process Pumps"]})"));
  CHECK(holds("same_names", arguments,
              R"({"m": ["GRÖSSE", "process\u00a0 PUMPS *"]})"));
  CHECK(run("same_names", arguments,
            R"({"m": ["Größe", "Process Pumps", "process pumps*"]})")
        == lines{"/m/2: expected a name that stands there once, found "
                 "\"process pumps*\""});
  // Whoever wrote one name twice is answered twice.
  outputs[figures] = text_of(json::parse(R"({"k": ["A", "A"]})"));
  CHECK(holds("same_names", arguments, R"({"m": ["A", "A"]})"));
  CHECK_FALSE(holds("same_names", arguments, R"({"m": ["A", "A", "A"]})"));
}

TEST_CASE_METHOD(checks_world,
                 "unique_names finds a name that is there twice") {
  const auto* arguments = R"({"values": "/s/*/n"})";
  CHECK(holds("unique_names", arguments,
              R"({"s": [{"n": "A"}, {"n": "B"}, {}, {"n": 3}]})"));
  CHECK(run("unique_names", arguments,
            R"({"s": [{"n": "Pumps"}, {"n": "Valves"}, {"n": "PUMPS *"}]})")
        == lines{"/s/2/n: expected a name that stands there once, found "
                 "\"PUMPS *\""});
  CHECK(holds("unique_names", R"({"values": "/s/*/t/*"})",
              R"({"s": [{"t": ["A", "B"]}, {"t": ["A"]}]})"));
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
