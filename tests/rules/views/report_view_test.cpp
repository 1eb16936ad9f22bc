#include "actors/rules/views/report_view.hpp"
#include "tests/support/job_builder.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using rules::report_refusal;
using rules::show_report;

using names = std::vector<std::string>;

namespace {

names keys_of(const json& object) {
  names result;
  for (const auto& item : object.items())
    result.push_back(item.key());
  return result;
}

nlohmann::json reference(std::string id, std::string citation) {
  return {{"id", std::move(id)},
          {"citation", std::move(citation)},
          {"type", "filing"},
          {"date", "2025"}};
}

/// The foundation brings two sources, of which it cites the first.
struct report_world : job_world {
  report_world() {
    admit();
    auto document = section_document("Revenue grew (S1).");
    document["source_catalog"]
      = {reference("S1", "10-K 2025"), reference("S2", "Call Q3")};
    document["sources_used"] = {"S1"};
    complete(foundation, std::move(document));
  }

  json shown(const std::vector<report::warning>& warnings = {}) const {
    return show_report({now, previous}, warnings);
  }

  /// Reruns `stage`; what it had goes where a store keeps it.
  void rerun_one(stage_index stage) {
    section_version old;
    old.version = at(stage).version;
    old.hash = at(stage).output_hash;
    old.created_at = *at(stage).completed_at;
    old.level = at(stage).level;
    old.sources_used = at(stage).sources_used;
    old.text = now.outputs[stage];
    previous.resize(state().stages.size());
    previous[stage] = old;
    rerun(stage_set{}.set(stage));
  }

  std::vector<std::optional<section_version>> previous;
};

} // namespace

TEST_CASE_METHOD(report_world, "a report has the fields of the API") {
  auto report = shown();
  CHECK(keys_of(report)
        == names{"id", "status", "foundation", "section1", "section2",
                 "section3", "section4", "section5", "section6", "section7",
                 "section8", "section9", "section10", "sections",
                 "sourceCatalog", "warnings", "metadata"});
  CHECK(keys_of(report["sections"][0])
        == names{"stage", "name", "field", "status", "lastError", "stale",
                 "confidence", "output", "previous", "sources", "completedAt",
                 "version"});
  CHECK(keys_of(report["metadata"])
        == names{"demo", "companyName", "geography", "generatedDate",
                 "sectionsCompleted", "sectionsFailed", "overallConfidence",
                 "confidenceCoverage", "costUsd", "tokens", "sourceTracking"});
  CHECK(keys_of(report["metadata"]["sourceTracking"])
        == names{"baseSourceCount", "sectionSources", "quoteSources"});
}

TEST_CASE_METHOD(report_world, "outputs stand in the report without loss") {
  auto report = shown();
  auto stored = json::parse(*now.outputs[foundation]);
  CHECK(report["foundation"] == stored);
  CHECK(report["foundation"]["text"] == "Revenue grew (S1).");
  CHECK(report["sections"][0]["output"] == stored);
  CHECK(report["section2"].is_null());
  CHECK(report["sections"][2]["output"].is_null());
  CHECK(report["sections"][2]["confidence"].is_null());
  CHECK(report["sections"][2]["status"] == "running");
}

TEST_CASE_METHOD(report_world, "the catalogue tells who cites a source") {
  auto document = section_document("As before (S1).");
  document["sources_used"] = {"S1"};
  complete(section_2, document);
  auto report = shown();
  CHECK(to_text(report["sourceCatalog"])
        == R"([{"id":"S1","citation":"10-K 2025","type":"filing",)"
           R"("date":"2025","sectionsUsedIn":["foundation","section_2"]},)"
           R"({"id":"S2","citation":"Call Q3","type":"filing",)"
           R"("date":"2025","sectionsUsedIn":[]}])");
  CHECK(to_text(report["sections"][2]["sources"])
        == R"([{"id":"S1","citation":"10-K 2025","type":"filing",)"
           R"("date":"2025"}])");
}

TEST_CASE_METHOD(report_world, "sources are tracked by who brought them") {
  auto document = section_document("A new one (S3).");
  document["new_sources"] = {reference("S3", "Press release")};
  document["sources_used"] = {"S3"};
  complete(section_8, document);
  auto tracking = shown()["metadata"]["sourceTracking"];
  CHECK(tracking["baseSourceCount"] == 2);
  CHECK(tracking["sectionSources"] == json{{"section_8", json{"S3"}}});
  CHECK(shown()["sourceCatalog"].size() == 3);
}

TEST_CASE_METHOD(report_world, "quotes are counted a source") {
  auto document = section_document("A word of the chief (S2).");
  document["management_quote"]
    = {{"quote", "we grow fast here"}, {"source", "S2"}};
  document["sources_used"] = {"S2"};
  complete(section_2, document);
  CHECK(shown()["metadata"]["sourceTracking"]["quoteSources"]
        == json{{"S2", 1}});
}

TEST_CASE_METHOD(report_world, "failed sections are there with their reason") {
  fail(section_2);
  auto report = shown();
  CHECK(report["sections"][6]["status"] == "failed");
  CHECK(report["sections"][6]["lastError"]
        == "Blocked by failed dependency: section_2");
  CHECK(report["metadata"]["sectionsFailed"]
        == json{"section_1", "section_2", "section_6"});
}

TEST_CASE_METHOD(report_world, "a report is dated by the end of its job") {
  CHECK(shown()["metadata"]["generatedDate"].is_null());
  complete({2, 3, 4, 5, 6, 7, 8, 1, 9});
  clock += 1h;
  complete(section_10);
  auto report = shown();
  CHECK(report["status"] == "completed");
  CHECK(report["metadata"]["generatedDate"] == "2026-11-21T13:00:00.000Z");
  CHECK(report["metadata"]["sectionsCompleted"].size() == 10);
}

TEST_CASE_METHOD(report_world, "warnings name their section") {
  CHECK(shown()["warnings"] == json::array());
  CHECK(to_text(shown({{"quote_too_long", section_4, "19 words"}})["warnings"])
        == R"([{"code":"quote_too_long","stage":"section_4",)"
           R"("detail":"19 words"}])");
}

TEST_CASE_METHOD(report_world, "a section that is reset leaves the report") {
  complete({2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
  rerun(set_of({2}));
  CHECK(shown()["section2"].is_null());
  CHECK(shown()["section3"].is_object());
  CHECK(shown()["metadata"]["generatedDate"].is_null());
}

TEST_CASE_METHOD(report_world, "a rerun leaves the version before readable") {
  auto document = section_document("As before (S1), and new (S3).");
  document["new_sources"] = {reference("S3", "Press release")};
  document["sources_used"] = {"S1", "S3"};
  complete(section_2, document);
  complete({3, 4, 5, 6, 7, 8, 1, 9, 10});
  auto before = shown();
  CHECK(before["sections"][2]["previous"].is_null());
  rerun_one(section_2);
  auto during = shown();
  const auto& section = during["sections"][2];
  CHECK(section["status"] == "pending");
  CHECK(section["output"].is_null());
  CHECK(section["previous"]
        == json{{"version", 1},
                {"completedAt", before["sections"][2]["completedAt"]},
                {"confidence", "HIGH"},
                {"output", before["section2"]}});
  // Whatever it cites is there, and is told to be cited there.
  CHECK(section["sources"] == before["sections"][2]["sources"]);
  CHECK(section["sources"].size() == 2);
  CHECK(during["sourceCatalog"] == before["sourceCatalog"]);
  CHECK(during["metadata"]["sourceTracking"]
        == before["metadata"]["sourceTracking"]);
  for (std::size_t i = 0; i < before["sections"].size(); ++i)
    if (i != section_2)
      CHECK(during["sections"][i] == before["sections"][i]);
}

TEST_CASE_METHOD(report_world,
                 "a failed rerun leaves it too, with the reason") {
  complete({2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
  auto before = shown();
  rerun_one(section_3);
  admit();
  fail(section_3);
  auto section = shown()["sections"][3];
  CHECK(section["status"] == "failed");
  CHECK(section["lastError"] == "refusal");
  CHECK(section["output"].is_null());
  CHECK(section["previous"]["output"] == before["section3"]);
}

TEST_CASE_METHOD(report_world, "a newer version takes the place of the one "
                               "before") {
  complete({2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
  rerun_one(section_3);
  admit();
  complete(section_3, section_document("newer"));
  auto section = shown()["sections"][3];
  CHECK(section["version"] == 2);
  CHECK(section["output"]["text"] == "newer");
  CHECK(section["previous"].is_null());
}

TEST_CASE("a report can be read from the end of its foundation on") {
  job_world world;
  CHECK(report_refusal(world.state())->code
        == problem_code::report_not_available);
  CHECK(report_refusal(world.state())->detail
        == "The report can be read once its foundation is completed; the job "
           "is queued.");
  world.admit();
  CHECK(report_refusal(world.state()));
  world.complete(foundation);
  CHECK_FALSE(report_refusal(world.state()));
}

TEST_CASE("a failed job has no report") {
  job_world world;
  world.admit();
  world.fail(foundation, error_class::auth);
  auto refusal = report_refusal(world.state());
  REQUIRE(refusal);
  CHECK(refusal->code == problem_code::report_not_available);
  CHECK(refusal->detail == "The job has failed: auth");
}

TEST_CASE_METHOD(report_world, "a rerun of the foundation closes the report") {
  complete({2, 3, 4, 5, 6, 7, 8, 1, 9, 10});
  rerun(set_of({0}));
  CHECK(report_refusal(state()));
  admit();
  complete(foundation);
  CHECK_FALSE(report_refusal(state()));
}
