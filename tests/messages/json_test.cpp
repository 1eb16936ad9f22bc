#include "messages/json.hpp"
#include "tests/support/company_graph.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE("a source without an address has no url") {
  CHECK(
    to_text(to_json(source{"S1", "10-K 2025", "", "filing", "2025", 0}))
    == R"({"id":"S1","citation":"10-K 2025","type":"filing","date":"2025"})");
  CHECK(to_json(source{"S1", "a", "https://b", "news", "", 0})["url"]
        == "https://b");
}

TEST_CASE("an attempt is written with nulls for what it does not have") {
  attempt_record attempt;
  attempt.key = {4, 2, 3};
  attempt.started_at = noon;
  attempt.completed_at = noon + 1500ms;
  auto written = to_json(attempt, *company_graph());
  CHECK(to_text(written)
        == R"({"stage":"section_4","generation":2,"attempt":3,)"
           R"("outcome":"completed","errorClass":null,"error":null,)"
           R"("model":null,"stopReason":null,"calls":0,)"
           R"("startedAt":"2026-11-21T12:00:00.000Z",)"
           R"("completedAt":"2026-11-21T12:00:01.500Z","durationMs":1500,)"
           R"("tokens":{"input":0,"output":0,"cacheRead":0,"cacheWrite":0},)"
           R"("costUsd":0.0})");
}

TEST_CASE("stages are written by their ids, in pipeline order") {
  stage_set stages;
  stages.set(10).set(2).set(0);
  CHECK(stage_ids(*company_graph(), stages)
        == json{"foundation", "section_2", "section_10"});
  CHECK(stage_id(*company_graph(), {}).is_null());
}

TEST_CASE("bytes that are no UTF-8 become replacement characters") {
  CHECK(to_text(json("a\xff"
                     "b"))
        == "\"a\xef\xbf\xbd"
           "b\"");
}

TEST_CASE("text that is UTF-8 stays as it is") {
  CHECK(to_utf8("Müller\n\"日本\"") == "Müller\n\"日本\"");
  CHECK(to_utf8("cut in a \xe6\x97") == "cut in a \xef\xbf\xbd");
  CHECK(to_utf8("") == "");
}
