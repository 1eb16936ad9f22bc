#include "actors/report/prompts/split.hpp"
#include "tests/report/small_pipeline.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using namespace dossier::test;
using nlohmann::json;

namespace {

json brings(const char* id, const char* citation) {
  return {{"id", id}, {"citation", citation}, {"type", "news"}, {"date", "–"}};
}

} // namespace

TEST_CASE("the foundation's list says what the pieces are") {
  auto graph = small_pipeline();
  std::vector<section_text> outputs(5);
  CHECK(std::holds_alternative<failure>(split_items(graph, parts, outputs)));
  outputs[base] = text_of({{"segments", {{{"name", "A"}}, {{"name", "B"}}}}});
  auto items = std::get<0>(split_items(graph, parts, outputs));
  REQUIRE(items.size() == 2);
  CHECK(items[1]["name"] == "B");
  CHECK(std::holds_alternative<failure>(split_items(graph, base, outputs)));
  outputs[base] = text_of({{"segments", json::array()}});
  CHECK(std::holds_alternative<failure>(split_items(graph, parts, outputs)));
}

TEST_CASE("joined pieces are one section with one list of sources") {
  auto graph = small_pipeline();
  source_catalog shown{{"S1", "One", "", "news", "", 0}};
  json overview
    = {{"text", "All (S1, S2)"}, {"new_sources", {brings("S2", "FT")}}};
  json first = {{"name", "A"},
                {"text", "first (S2)"},
                {"sources_used", {"S2"}},
                {"new_sources", {brings("S2", "WSJ")}}};
  json second
    = {{"name", "B"},
       {"text", "second (S2, S3)"},
       {"sources_used", {"S2", "S3"}},
       {"new_sources",
        {brings("S2", "ft"), brings("S3", "Own"), brings("S4", "Not cited")}}};
  auto joined = std::get<json>(
    join_split(graph, parts, shown, overview, {first, second}));
  CHECK(joined["text"] == "All (S1, S2)");
  CHECK(joined["segments"][0] == json{{"name", "A"}, {"text", "first (S3)"}});
  CHECK(joined["segments"][1]["text"] == "second (S2, S4)");
  CHECK_FALSE(joined.contains("sources_used"));
  CHECK(joined["new_sources"].size() == 3);
}

TEST_CASE("a name in one piece is no source of another") {
  auto graph = small_pipeline();
  source_catalog shown{{"S1", "One", "", "news", "", 0}};
  json overview = {{"text", "All (S1)"}};
  json first = {{"name", "A"},
                {"text", "first (S2)"},
                {"new_sources", {brings("S2", "WSJ")}}};
  json second = {{"name", "B"}, {"text", "the Audi S2"}};
  auto joined = std::get<json>(
    join_split(graph, parts, shown, overview, {first, second}));
  CHECK(joined["segments"][0]["text"] == "first (S3)");
  CHECK(joined["segments"][1]["text"] == "the Audi S2");
}

TEST_CASE("pieces that cannot be joined are an internal failure") {
  auto graph = small_pipeline();
  CHECK(std::holds_alternative<failure>(join_split(graph, parts, {}, 3, {})));
  graph.stages[parts].split->into = "/text/x";
  CHECK(std::holds_alternative<failure>(
    join_split(graph, parts, {}, {{"text", "x"}}, {})));
  CHECK(std::holds_alternative<failure>(
    join_split(graph, base, {}, json::object(), {})));
}
