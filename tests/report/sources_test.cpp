#include "actors/report/sources/sources.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using nlohmann::json;

namespace {

source_catalog base() {
  return {{"S1", "Acme 10-K 2025", "https://acme.example/10k", "filing",
           "2025-10-01", 0},
          {"S2", "Reuters, Acme expands", "", "news", "2026-01-05", 0}};
}

json entry(const char* id, const char* citation, const char* url = "") {
  return {{"id", id},
          {"citation", citation},
          {"url", url},
          {"type", "news"},
          {"date", "2026"}};
}

json section(json new_sources, const char* text, json used) {
  return {{"text", text},
          {"sources_used", std::move(used)},
          {"new_sources", std::move(new_sources)}};
}

source_catalog grown(source_catalog catalog, const merged& result) {
  for (const auto& added : result.added)
    catalog.push_back(added);
  return catalog;
}

std::vector<std::string> ids_of(const source_catalog& catalog) {
  std::vector<std::string> ids;
  for (const auto& one : catalog)
    ids.push_back(one.id);
  return ids;
}

using ids = std::vector<std::string>;

} // namespace

TEST_CASE("an empty catalogue starts at S1") {
  CHECK(next_source_id({}) == "S1");
  auto result = merge_sources(
    {}, 0, {{"source_catalog", {entry("S1", "A"), entry("S2", "B")}}});
  CHECK(ids_of(result.added) == ids{"S1", "S2"});
}

TEST_CASE("a new source gets the next free id, and its references follow") {
  auto catalog = base();
  catalog.push_back({"S3", "Came in between", "", "news", "2026", 4});
  auto result = merge_sources(catalog, 2,
                              section({entry("S3", "FT, new plant")},
                                      "Up (S1). New (S3).", {"S3", "S1"}));
  CHECK(ids_of(result.added) == ids{"S4"});
  CHECK(result.added[0].stage == 2);
  CHECK(result.document["text"] == "Up (S1). New (S4).");
  CHECK(result.document["new_sources"][0]["id"] == "S4");
  CHECK(result.sources_used == ids{"S1", "S4"});
}

TEST_CASE("a known citation keeps its id, whatever its case and punctuation") {
  auto result = merge_sources(
    base(), 2, section({entry("S3", "acme 10-K, 2025.")}, "(S3)", {"S3"}));
  CHECK(result.added.empty());
  CHECK(result.document["text"] == "(S1)");
  CHECK(result.sources_used == ids{"S1"});
}

TEST_CASE("a known address keeps its id with the same type and date") {
  auto filed = entry("S3", "Other words", "http://www.ACME.example/10k/");
  filed.update({{"type", "Filing"}, {"date", " 2025-10-01"}});
  auto result = merge_sources(base(), 2, section({filed}, "(S3)", {}));
  CHECK(result.added.empty());
  CHECK(result.document["text"] == "(S1)");
}

TEST_CASE("two documents behind one address stay two") {
  for (const auto& [key, value] :
       {std::pair{"date", "2026-01-15"}, std::pair{"date", "2025"},
        std::pair{"date", "–"}, std::pair{"type", "news"}}) {
    auto other = entry("S3", "Other words", "https://acme.example/10k");
    other.update({{"type", "filing"}, {"date", "2025-10-01"}});
    other[key] = value;
    INFO(other.dump());
    auto result = merge_sources(base(), 2, section({other}, "(S3)", {}));
    CHECK(ids_of(result.added) == ids{"S3"});
    CHECK(result.document["text"] == "(S3)");
  }
}

TEST_CASE("two days that are not known are not one day") {
  for (const auto* date : {"–", "-", "", "n/a", "not available"}) {
    INFO(date);
    auto one = entry("S3", "One", "https://acme.example/investors");
    auto two = entry("S4", "Two", "https://acme.example/investors");
    auto again = entry("S5", "two.", "https://acme.example/investors");
    one["date"] = two["date"] = again["date"] = date;
    auto result = merge_sources(
      base(), 2, section({one, two, again}, "(S3) (S4) (S5)", {}));
    CHECK(ids_of(result.added) == ids{"S3", "S4"});
    CHECK(result.document["text"] == "(S3) (S4) (S4)");
  }
}

TEST_CASE("a day is one however it is written") {
  auto same = entry("S3", "Other", "https://acme.example/10k");
  same.update({{"type", "filing"}, {"date", "1 October 2025"}});
  CHECK(merge_sources(base(), 2, section({same}, "(S3)", {})).added.empty());
}

TEST_CASE("an address without a document names no source") {
  auto catalog = base();
  catalog.push_back({"S3", "Home", "https://sec.example/", "filing", "", 0});
  auto result = merge_sources(
    catalog, 2,
    section({entry("S4", "Other", "https://sec.example")}, "(S4)", {"S4"}));
  CHECK(ids_of(result.added) == ids{"S4"});
}

TEST_CASE("the lower of two known ids wins") {
  auto both = entry("S3", "Reuters, Acme expands", "https://acme.example/10k");
  both.update({{"type", "filing"}, {"date", "2025-10-01"}});
  auto result = merge_sources(base(), 2, section({both}, "(S3)", {}));
  CHECK(result.document["text"] == "(S1)");
}

TEST_CASE("equal new sources become one") {
  auto result = merge_sources(
    base(), 2,
    section({entry("S3", "FT"), entry("S4", "ft")}, "(S3, S4)", {"S3", "S4"}));
  CHECK(ids_of(result.added) == ids{"S3"});
  CHECK(result.document["new_sources"].size() == 1);
  CHECK(result.document["sources_used"] == json{"S3"});
}

TEST_CASE("a new source that its section does not cite is dropped") {
  auto result = merge_sources(
    base(), 2,
    section({entry("S3", "Unread"), entry("S4", "FT"), entry("S5", "Listed")},
            "Up (S1), (S4).", {"S3", "S5"}));
  CHECK(ids_of(result.added) == ids{"S3"});
  CHECK(result.added[0].citation == "FT");
  CHECK(result.document["text"] == "Up (S1), (S3).");
  CHECK(result.document["new_sources"].size() == 1);
  CHECK(result.sources_used == ids{"S1", "S3"});
}

TEST_CASE("a new source is cited in any field that may cite") {
  auto added = [](json section) {
    section["new_sources"] = {entry("S3", "FT")};
    return merge_sources(base(), 2, section).added.size();
  };
  CHECK(added({{"rows", {{{"source", "S3"}}}}}) == 1);
  CHECK(added({{"rows", {{{"source", "S1, S3"}}}}}) == 1);
  CHECK(added({{"text", "As S3 says, it rose."}}) == 1);
  CHECK(added({{"text", "It fell (S1/S3)."}}) == 1);
  CHECK(added({{"text", "It fell (Reuters S3)."}}) == 1);
  CHECK(added({{"text", "as Reuters S3 says"}}) == 1);
  CHECK(added({{"rate", {{"AUD (S3)", 1}}}}) == 1);
  CHECK(added({{"ticker", "S3"}}) == 0);
  CHECK(added({{"url", "https://x.example/(S3)"}}) == 0);
}

TEST_CASE("what a section used is read off its text") {
  auto used = [](const json& document) {
    return merge_sources(base(), 2, document).sources_used;
  };
  CHECK(used({{"text", "Up (S2; S1), down (S2)."}}) == ids{"S1", "S2"});
  CHECK(used({{"text", "Up."}, {"sources_used", {"S1"}}}).empty());
  CHECK(used({{"text", "Up (S2)."}, {"sources_used", "S1"}}) == ids{"S2"});
  // A bare id counts if there is such a source: else it is a name.
  CHECK(used({{"text", "as S2 says, S7 grew"}}) == ids{"S2"});
  auto listed = merge_sources(
    base(), 2, {{"text", "Up (S2)."}, {"sources_used", {"S1", "S9"}}});
  CHECK(listed.document["sources_used"] == json{"S2"});
  auto unlisted = merge_sources(base(), 2, {{"text", "Up (S2)."}});
  CHECK_FALSE(unlisted.document.contains("sources_used"));
}

TEST_CASE("no source comes to have the number of a name") {
  auto result = merge_sources(
    base(), 2,
    section({entry("S3", "FT")}, "The Galaxy S4 (S3), S5 Airlines.", {}),
    {2, {"S3", "S6"}});
  CHECK(ids_of(result.added) == ids{"S7"});
  CHECK(result.document["text"] == "The Galaxy S4 (S7), S5 Airlines.");
  CHECK(result.sources_used == ids{"S7"});
}

TEST_CASE("a source that came later is not what a text means") {
  auto catalog = base();
  catalog.push_back({"S3", "Came in between", "", "news", "2026", 4});
  json section{{"text", "as Reuters S3 says (S1)"}};
  CHECK(merge_sources(catalog, 2, section, {2, {}}).sources_used == ids{"S1"});
  CHECK(merge_sources(catalog, 2, section, {3, {}}).sources_used
        == ids{"S1", "S3"});
}

TEST_CASE("what outputs call by an id is gathered") {
  auto text = [](const char* document) {
    return std::make_shared<const std::string>(document);
  };
  CHECK(names_like_ids({text(R"j({"a": "Galaxy S4 (S1)", "name": "S9"})j"),
                        nullptr, text(R"({"b": "S5 Airlines"})")})
        == std::set<std::string>{"S4", "S5", "S9"});
}

TEST_CASE("the foundation uses what its own text cites") {
  auto result
    = merge_sources({}, 0,
                    {{"key_facts", {"Up (S2)."}},
                     {"source_catalog", {entry("S1", "A"), entry("S2", "B")}}});
  CHECK(result.sources_used == ids{"S2"});
  CHECK(result.added.size() == 2);
}

// Reviews refuse it; should one come through, its text keeps its meaning.
TEST_CASE("a section's own sources shadow the catalogue") {
  auto result = merge_sources(
    base(), 2, section({entry("S1", "Something else")}, "(S1)", {"S1"}));
  CHECK(result.document["text"] == "(S3)");
}

TEST_CASE("merging twice changes nothing") {
  auto first = merge_sources(
    base(), 2,
    section({entry("S3", "FT"), entry("S4", "Acme 10-K 2025"),
             entry("S5", "WSJ", "https://wsj.example/a")},
            "SKU S2B (S3), (S4; S5) and S2", {"S5", "S3", "S4", "S2"}));
  auto again = merge_sources(grown(base(), first), 2, first.document);
  CHECK(again.document == first.document);
  CHECK(again.added.empty());
  CHECK(again.sources_used == first.sources_used);
}

TEST_CASE("ids stay the same across reruns") {
  auto run = section({entry("S3", "FT")}, "(S3)", {"S3"});
  auto first = merge_sources(base(), 2, run);
  auto catalog = grown(base(), first);
  auto rerun = section({entry("S4", "Brand new"), entry("S5", "FT")},
                       "(S4) (S5)", {"S4", "S5"});
  auto second = merge_sources(catalog, 2, rerun);
  CHECK(second.document["text"] == "(S4) (S3)");
  auto whole = merge_sources(
    catalog, 0,
    {{"text", "(S1) (S2)"},
     {"source_catalog", {entry("S1", "FT"), entry("S2", "Acme 10-K 2025")}}});
  CHECK(whole.added.empty());
  CHECK(whole.document["text"] == "(S3) (S1)");
}

TEST_CASE("sections that finish in either order keep their own sources") {
  auto one = section({entry("S3", "One")}, "one (S3)", {"S3"});
  auto two = section({entry("S3", "Two")}, "two (S3)", {"S3"});
  auto first = merge_sources(base(), 1, one);
  auto second = merge_sources(grown(base(), first), 2, two);
  CHECK(first.document["text"] == "one (S3)");
  CHECK(second.document["text"] == "two (S4)");
}

TEST_CASE("documents of any shape can be merged") {
  for (const auto* text :
       {"null", "[]", "3", R"({"new_sources": 3})", R"({"new_sources": [3]})",
        R"({"new_sources": [{"id": 3}], "sources_used": {"a": 1}})"})
    CHECK_NOTHROW(merge_sources(base(), 0, json::parse(text)));
}

TEST_CASE("a source knows the model stages that cite it") {
  pipeline graph;
  graph.stages.resize(3);
  graph.stages[2].kind = stage_kind::computed;
  std::vector<stage_state> stages(3);
  for (auto& stage : stages) {
    stage.output_hash = "x";
    stage.sources_used = {"S2", "S9"};
  }
  CHECK(sections_used_in(graph, base(), stages)
        == std::vector<std::vector<stage_index>>{{}, {0, 1}});
  stages[0].output_hash.clear();
  CHECK(sections_used_in(graph, base(), stages)[1]
        == std::vector<stage_index>{1});
}
