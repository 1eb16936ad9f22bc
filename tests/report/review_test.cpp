#include "actors/report/review.hpp"
#include "tests/report/small_pipeline.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

namespace {

struct review_world {
  pipeline graph = small_pipeline();
  source_catalog sources{{"S1", "One", "", "news", "2026", 0}};
  std::vector<section_text> outputs = std::vector<section_text>(5);

  review_world() {
    graph.stages[base].coerce = {"/score"};
    graph.stages[base].checks = {
      {"sources", check_level::error, json::object()},
      {"words_at_most",
       check_level::warning,
       {{"values", "/text"}, {"max", 3}}},
    };
  }

  report::review judge(const char* document, stage_index stage = base,
                       enum part part = part::whole,
                       const json* item = nullptr) {
    section_checks checks{std::make_shared<const pipeline>(graph)};
    return checks.review(json::parse(document),
                         {stage, part, sources, outputs, noon, item});
  }

  std::vector<warning> warn(const json& document) {
    return warnings_of(document, graph.stages[base],
                       {base, part::whole, sources, outputs, noon}, graph);
  }
};

std::vector<std::string> codes(const std::vector<warning>& warnings) {
  std::vector<std::string> result;
  for (const auto& one : warnings)
    result.push_back(one.code);
  return result;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(review_world, "a good document is accepted, numbers read") {
  auto outcome = judge(R"({"text": "Up", "score": "$1,200"})");
  CHECK(outcome.errors.empty());
  CHECK(warn(outcome.document).empty());
  CHECK(outcome.document["score"] == 1200);
  CHECK(judge(R"({"text": "Up", "score": 3.0})").errors.empty());
}

TEST_CASE_METHOD(review_world, "schema and error checks both refuse") {
  auto outcome = judge(R"({"note": "x (S9)."})");
  REQUIRE(outcome.errors.size() == 2);
  CHECK(outcome.errors[0].pointer == "/text");
  CHECK(outcome.errors[1].found == "S9");
}

TEST_CASE_METHOD(review_world, "warnings refuse nothing") {
  auto outcome = judge(R"({"text": "one two three four", "extra": 1})");
  CHECK(outcome.errors.empty());
  auto warnings = warn(outcome.document);
  CHECK(codes(warnings) == list{"unknown_key", "words_at_most"});
  CHECK(warnings[0].detail == "/extra is not in the schema");
}

TEST_CASE_METHOD(review_world,
                 "a piece is held to its own schema and sources") {
  graph.stages[parts].checks
    = {{"sources", check_level::error, json::object()},
       {"count_between",
        check_level::error,
        {{"values", "/segments"}, {"min", 1}, {"max", 2}}}};
  graph.stages[parts].split->item.schema["required"] = {"name"};
  CHECK(judge(R"({"name": "x"})", parts, part::item).errors.empty());
  CHECK(judge(R"({"text": "x"})", parts, part::item).errors.size() == 1);
  CHECK(judge(R"({"text": "x (S9)."
})",
              parts, part::overview)
          .errors.size()
        == 1);
  CHECK(judge(R"({"text": "x", "segments": []})", parts).errors.size() == 1);
}

TEST_CASE_METHOD(review_world, "a piece under another name than its item's is "
                               "refused") {
  graph.stages[parts].checks = {{"same_names",
                                 check_level::error,
                                 {{"values", "/segments/*/name"},
                                  {"stage", "base"},
                                  {"others", "/segments/*/name"}}}};
  json item{{"name", "Pumps & Valves"}};
  auto faults = [&](const char* piece, enum part part = part::item) {
    return judge(piece, parts, part, &item).errors;
  };
  CHECK(faults(R"({"text": "x", "name": "Pumps & Valves"})").empty());
  CHECK(faults(R"({"text": "x", "name": " pumps & valves"})").empty());
  for (const auto* name : {"Pumps", "Pumps and Valves", "Valves & Pumps", ""}) {
    auto piece = json{{"text", "x"}, {"name", name}}.dump();
    auto found = faults(piece.c_str());
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0])
          == "/name: expected \"Pumps & Valves\", the name of what was asked "
             "about, found \""
               + std::string{name} + '"');
  }
  CHECK(faults(R"({"text": "x", "name": "Pumps"})", part::overview).empty());
  CHECK(judge(R"({"text": "x", "name": "Pumps"})", parts, part::item)
          .errors.empty());
}

TEST_CASE_METHOD(review_world, "a name in another spelling is written as the "
                               "one it is") {
  graph.stages[parts].checks = {{"same_names",
                                 check_level::error,
                                 {{"values", "/segments/*/name"},
                                  {"stage", "base"},
                                  {"others", "/segments/*/name"}}}};
  json item{{"name", "Process Pumps"}};
  auto piece = judge(R"({"text": "x", "name": "PROCESS\u00a0PUMPS *"})", parts,
                     part::item, &item);
  CHECK(piece.errors.empty());
  CHECK(piece.document["name"] == "Process Pumps");
  outputs[base] = text_of({{"segments", {item}}});
  auto whole
    = judge(R"({"text": "x", "segments": [{"name": "process pumps"}]})", parts);
  CHECK(whole.errors.empty());
  CHECK(whole.document["segments"][0]["name"] == "Process Pumps");
  CHECK(judge(R"({"text": "x", "segments": [{"name": "Process Pumps"},
                                            {"name": "process pumps"}]})",
              parts)
          .errors.size()
        == 1);
}

TEST_CASE_METHOD(review_world, "a piece is held to what looks at it alone") {
  graph.stages[parts].coerce = {"/segments/*/rivals/*/share"};
  graph.stages[parts].checks
    = {{"sum_at_most",
        check_level::error,
        {{"values", "/segments/*/rivals/*/share"}, {"max", 102}}},
       {"sum_at_most",
        check_level::error,
        {{"values", "/segments/*/share"}, {"max", 1}}}};
  json item{{"name", "x"}};
  auto piece = judge(R"({"text": "x", "share": 50,
                         "rivals": [{"share": "60%"}, {"share": 60}]})",
                     parts, part::item, &item);
  REQUIRE(piece.errors.size() == 1);
  CHECK(piece.errors[0].pointer == "/rivals/*/share");
  CHECK(piece.errors[0].found == "120");
}

TEST_CASE_METHOD(review_world, "only a check of the split's own list names its "
                               "items") {
  json item{{"name", "Pumps"}};
  auto accepts = [&](const char* values, const char* others,
                     check_level level = check_level::error) {
    graph.stages[parts].checks
      = {{"same_names",
          level,
          {{"values", values}, {"stage", "base"}, {"others", others}}}};
    return judge(R"({"text": "x", "name": "Y"})", parts, part::item, &item)
      .errors.empty();
  };
  CHECK_FALSE(accepts("/segments/*/name", "/segments/*/name"));
  CHECK(accepts("/segments/*/name", "/segments/*/name", check_level::warning));
  CHECK(accepts("/others/*/name", "/segments/*/name"));
  CHECK(accepts("/segments/*/name", "/segments_too/*/name"));
  CHECK(accepts("/segments/*name", "/segments/*/name"));
}

TEST_CASE_METHOD(review_world, "what a model says it used is left out") {
  graph.stages[base].ask.schema["required"] = {"text", "sources_used"};
  for (const auto* document :
       {R"j({"text": "Up."})j",
        R"j({"text": "Up.", "sources_used": ["S7", 3]})j",
        R"j({"text": "Up.", "sources_used": "S1"})j"}) {
    auto outcome = judge(document);
    CHECK(outcome.errors.empty());
    CHECK(outcome.document["sources_used"] == json::array());
  }
  graph.stages[base].ask.schema = {{"type", "object"}};
  CHECK_FALSE(
    judge(R"({"sources_used": ["S1"]})").document.contains("sources_used"));
}

TEST_CASE_METHOD(review_world, "a computed section says itself what it used") {
  auto outcome = judge(R"({"text": "x", "sources_used": ["S1"]})", end);
  CHECK(outcome.document["sources_used"] == json{"S1"});
}

TEST_CASE_METHOD(review_world, "a stage that is not there accepts nothing") {
  CHECK(judge("{}", 99).errors.size() == 1);
}

TEST_CASE_METHOD(review_world, "citations and dates come in one form") {
  graph.stages[base].checks.push_back(
    {"past_dates", check_level::error, {{"values", "/news/*/date"}}});
  auto outcome = judge(R"j({
    "text": "Up (s1–2).", "news": [{"date": "1 May 2026"}, {"date": "n/a"}],
    "source_catalog": [{"id": "S1", "date": "2026/5/1"},
                       {"id": "S2", "date": "31.12.2025"}]})j");
  CHECK(outcome.errors.empty());
  CHECK(outcome.document["text"] == "Up (S1, S2).");
  CHECK(outcome.document["news"]
        == json::parse(R"([{"date": "2026-05-01"}, {"date": "–"}])"));
  CHECK(outcome.document["source_catalog"][0]["date"] == "2026-05-01");
  CHECK(outcome.document["source_catalog"][1]["date"] == "2025-12-31");
  CHECK(judge(R"({"text": "x", "news": [{"date": "Q1 2027"}]})").errors.size()
        == 1);
}

TEST_CASE_METHOD(review_world, "an amount in another currency is refused") {
  graph.stages[base].ask.schema["properties"]["revenue_usd"]
    = {{"type", {"number", "string", "null"}}};
  graph.stages[base].coerce = {"/revenue_usd"};
  for (const auto* amount : {"€1,200", "EUR 1,200", "1,200 euros", "£3", "A$ 5",
                             "CHF 1.2 billion"}) {
    INFO(amount);
    auto outcome
      = judge(json{{"text", "x"}, {"revenue_usd", amount}}.dump().c_str());
    REQUIRE(outcome.errors.size() == 1);
    CHECK(to_string(outcome.errors[0])
          == "/revenue_usd: expected an amount in US dollars, found \""
               + std::string{amount} + '"');
  }
  for (const auto* amount :
       {"$1,200", "US$ 1,200", "USD 1200", "1,200", "USD 1200 (EUR 1,100)"}) {
    INFO(amount);
    CHECK(judge(json{{"text", "x"}, {"revenue_usd", amount}}.dump().c_str())
            .errors.empty());
  }
}

TEST_CASE_METHOD(review_world, "fits asks the schema alone") {
  section_checks checks{std::make_shared<const pipeline>(graph)};
  CHECK(checks.fits(base, part::whole, {{"text", "x (S9)."}}));
  CHECK(checks.fits(base, part::whole, {{"text", "x"}, {"score", "$1"}}));
  CHECK_FALSE(checks.fits(base, part::whole, json::object()));
  CHECK_FALSE(checks.fits(99, part::whole, json::object()));
}

TEST_CASE_METHOD(review_world, "a report's warnings come stage by stage") {
  json said = {{"quote", "a b c d e f g h i j k l m n o p"}, {"source", "S1"}};
  outputs[base] = text_of({{"text", "one two three four"}});
  outputs[figures] = text_of({{"text", "x"}, {"segments", {said}}});
  outputs[story] = text_of({{"text", "x"}, {"segments", {said}}, {"z", 1}});
  auto found = report_warnings(graph, outputs, sources, noon);
  CHECK(codes(found)
        == list{"words_at_most", "quote_too_long", "unknown_key",
                "quote_too_long", "quote_repeated"});
  CHECK(found[4].stage == story);
  CHECK(found == report_warnings(graph, outputs, sources, noon));
}

TEST_CASE("a good pipeline can be used") {
  CHECK(check_pipeline(small_pipeline()).empty());
}

TEST_CASE("what keeps a pipeline from being used is reported") {
  auto told = [](auto spoil) {
    auto graph = small_pipeline();
    spoil(graph);
    auto found = check_pipeline(graph);
    return found.empty() ? std::string{} : to_string(found.front());
  };
  CHECK(told([](pipeline& g) { g.stages[end].compute = "magic"; })
        == "small/pipeline.json: /stages/4/compute: no such function: magic");
  CHECK(told([](pipeline& g) {
          g.stages[base].ask.schema = {{"$defs", 1}};
        })
        == "schemas/base.json: /$defs: this keyword is not checked");
  CHECK(told([](pipeline& g) {
          g.stages[parts].split->item.schema = {{"pattern", "("}};
        }).rfind("schemas/parts.item.json: /pattern: bad pattern", 0)
        == 0);
  CHECK(told([](pipeline& g) { g.stages[parts].split->into = "x"; })
        == "small/pipeline.json: /stages/3/split/into: is no JSON pointer "
           "without stars");
  CHECK(told([](pipeline& g) { g.stages[parts].split->over = "/a/*"; })
        == "small/pipeline.json: /stages/3/split/over: is no JSON pointer "
           "without stars");
  CHECK(told([](pipeline& g) { g.stages[base].coerce = {"x"}; })
        == "small/pipeline.json: /stages/0/coerce/0: is no JSON pointer");
  CHECK(told([](pipeline& g) { g.stages[base].ask.prompt = "none"; })
        == "prompts/base.md: {{geography}}: required, but not used");
}
