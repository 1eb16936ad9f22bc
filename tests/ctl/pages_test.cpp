#include "tests/ctl/support/frames.hpp"
#include "tools/ctl/pages/job_page.hpp"
#include "tools/ctl/pages/report_page.hpp"
#include "tools/ctl/text/display.hpp"

#include <catch2/catch.hpp>

using namespace dossier::ctl;
using strings = std::vector<std::string>;

namespace {

strings render(const char* text, std::size_t width = 60) {
  return value_lines(json::parse(text), {width, colours::off});
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

json make_report() {
  return json::parse(R"({"id":"j1","status":"completed_with_errors",
    "sections":[
      {"stage":"foundation","name":"Foundation","status":"completed",
       "output":{"key_facts":["One plant."]}},
      {"stage":"section_2","name":"Financial Snapshot","field":
       "financialSnapshot","status":"failed","lastError":"timeout",
       "output":null},
      {"stage":"section_5","name":"Trends","status":"running","output":null}],
    "sourceCatalog":[{"id":"S1","citation":"Annual report","url":"http://x",
      "sectionsUsedIn":["foundation"]}],
    "warnings":[{"code":"quote","stage":"section_5","detail":"too long"}],
    "metadata":{"demo":true,"companyName":"Acme","geography":"Peru"}})");
}

} // namespace

TEST_CASE("values in a file are not broken into lines") {
  auto lines = render(R"({"startedAt":"2026-11-22T04:41:05.215Z",)"
                      R"("limits":{"maxRunningJobs":64,"providerMax":64}})",
                      0);
  CHECK(lines
        == std::vector<std::string>{
          "Started at: 2026-11-22T04:41:05.215Z",
          "Limits: max running jobs 64, provider max 64"});
}

TEST_CASE("keys read as words") {
  CHECK(humanise("kpi_table") == "KPI table");
  CHECK(humanise("companyName") == "Company name");
  CHECK(humanise("revenue_pct") == "Revenue %");
  CHECK(humanise("EUR/USD") == "EUR/USD");
  CHECK(humanise("") == "");
}

TEST_CASE("single values read as figures and words") {
  CHECK(scalar_text(nullptr) == "–");
  CHECK(scalar_text("") == "–");
  CHECK(scalar_text(true) == "yes");
  CHECK(scalar_text(2025) == "2025");
  CHECK(scalar_text(1234500000) == "1,234,500,000");
  CHECK(scalar_text(11.5) == "11.5");
}

TEST_CASE("short facts stand in one line each") {
  CHECK(render(R"({"name":"Acme","ticker":null,"sources_used":["S1","S2"]})")
        == strings{"Name: Acme", "Ticker: –", "Sources used: S1, S2"});
  CHECK(render(R"({"confidence":{"level":"HIGH","reason":"Filed."}})")
        == strings{"Confidence: level HIGH, reason Filed."});
}

TEST_CASE("long text stands below its heading") {
  CHECK(render(R"({"overview":"one two three four five six"})", 20)
        == strings{"Overview", "  one two three four", "  five six"});
}

TEST_CASE("flat objects become a table") {
  CHECK(render(R"({"metrics":[{"metric":"DSO","company":"–"},
                              {"metric":"ROIC","company":9}]})")
        == strings{"Metrics", "  Metric  Company", "  DSO           –",
                   "  ROIC          9"});
}

TEST_CASE("a table that would cut its values is a list") {
  const auto* text = R"([
    {"stage":"section_2","attempt":1,"startedAt":"2026-11-22T02:23:08.198Z"},
    {"stage":"section_3","attempt":1,"startedAt":"2026-11-22T02:23:08.199Z"}])";
  auto wide = render(text, 60);
  REQUIRE(wide.size() == 3);
  CHECK(wide[1].ends_with("2026-11-22T02:23:08.198Z"));
  auto narrow = render(text, 40);
  CHECK(has(narrow[2], "Started at: 2026-11-22T02:23:08.198Z"));
}

TEST_CASE("a narrow table keeps its words whole") {
  for (const auto& line : render(
         R"([{"company":"Northwind Instruments of Bremen","id":"0123456789ab"},
                  {"company":"Halden","id":"0123456789cd"}])",
         26))
    CHECK((has(line, "0123456789ab") || has(line, "0123456789cd")
           || !has(line, "01")));
}

TEST_CASE("nested objects become numbered items under their name") {
  CHECK(render(R"([{"source":"S1","name":"Plants","parts":[{"a":1}]},
                   {"name":"Service","parts":[]}])")
        == strings{"1. Plants", "   Source: S1", "", "   Parts", "     1. A: 1",
                   "", "2. Service", "   Parts: none"});
}

TEST_CASE("long strings of a list become bullets") {
  CHECK(render(R"(["a list item that goes on and on", "and another"])", 20)
        == strings{"- a list item that", "  goes on and on", "- and another"});
}

TEST_CASE("a figure that is not known is not disclosed, and no nought") {
  CHECK(render(R"({"global_employees":null})")
        == strings{"Global employees: not disclosed"});
  CHECK(render(R"({"regional_revenue_pct":null})")
        == strings{"Regional revenue %: not disclosed"});
  CHECK(render(R"({"regional_revenue_usd":null})")
        == strings{"Regional revenue USD: not disclosed"});
  CHECK(render(R"({"global_employees":0})") == strings{"Global employees: 0"});
  CHECK(render(R"({"a":{"total_employees":null,"sites":3}})")
        == strings{"A: total employees not disclosed, sites 3"});
  CHECK(render(R"({"ticker":null})") == strings{"Ticker: –"});
  auto rows = render(R"([{"name":"A","revenue_pct":60},
                         {"name":"B","revenue_pct":null}])");
  REQUIRE(rows.size() >= 2);
  CHECK(has(rows.back(), "not disclosed"));
}

TEST_CASE("a column without anything in it is not printed") {
  auto rows = render(R"([{"metric":"DSO","peer3":50,"peer4":null},
                         {"metric":"DIO","peer3":"–","peer4":null}])");
  REQUIRE_FALSE(rows.empty());
  CHECK(has(rows.front(), "Peer3"));
  for (const auto& row : rows)
    CHECK_FALSE(has(row, "Peer4"));
  // Too wide for a table.
  for (const auto& row :
       render(R"([{"metric":"DSO","peer4":null,"note":"a line of some length"},
                  {"metric":"DIO","peer4":null,"note":"and one more"}])",
              30))
    CHECK_FALSE(has(row, "eer4"));
  auto kept = render(R"([{"metric":"DSO","peer4":null},
                         {"metric":"DIO","peer4":7}])");
  REQUIRE(kept.size() > 1);
  CHECK(has(kept[1], "–"));
  auto shares = render(R"([{"name":"A","revenue_pct":null},
                           {"name":"B","revenue_pct":null}])");
  REQUIRE(shares.size() >= 2);
  CHECK(has(shares.back(), "not disclosed"));
}

TEST_CASE("empty and deep values are survived") {
  CHECK(render("[]") == strings{"none"});
  CHECK(render("{}") == strings{"none"});
  std::string deep;
  for (int i = 0; i < 200; ++i)
    deep += R"({"a":)";
  deep += "1" + std::string(200, '}');
  CHECK(render(deep.c_str()).size() < 100);
}

TEST_CASE("a report says what failed and that it is a demo") {
  auto page = report_page(make_report(), {80, colours::off});
  CHECK(page.starts_with("Acme (Peru)\n═══════════\n"));
  CHECK(has(page, "DEMO: "));
  CHECK(has(page, "Financial Snapshot failed: timeout\n"));
  CHECK(has(page, "Trends\n──────\nnot written: the stage is running"));
  CHECK(has(page, "S1   Annual report, http://x (used in foundation)"));
  CHECK(has(page, "- section_5: too long"));
}

TEST_CASE("the foundation stands behind what builds on it") {
  auto page = report_page(make_report(), {80, colours::off});
  CHECK(page.find("\nTrends\n") < page.find("\nFoundation\n"));
}

TEST_CASE("a section is found by stage, field or name") {
  auto report = make_report();
  CHECK(find_section(report, "section_2")["name"] == "Financial Snapshot");
  CHECK(find_section(report, "financialsnapshot")["stage"] == "section_2");
  CHECK(find_section(report, "trends")["stage"] == "section_5");
  CHECK(find_section(report, "section_9").is_null());
}

TEST_CASE("a report from another planet is no crash") {
  CHECK_FALSE(report_page(json::array(), {10, colours::off}).empty());
  CHECK_FALSE(section_page(json{{"output", 7}}, {0, colours::off}).empty());
  CHECK_FALSE(job_page(json{}, {}).empty());
  CHECK_FALSE(plan_page(json{}, {}).empty());
}

TEST_CASE("confidence is reported with the sections it stands on") {
  auto job = make_job("completed", "completed");
  job["overallConfidence"] = "MEDIUM";
  job["confidenceCoverage"] = {{"have", 8}, {"of", 9}};
  CHECK(has(job_page(job, {0, colours::off}),
            "confidence  MEDIUM over 8 of 9 rated sections\n"));
  CHECK(has(job_list(json::array({job}), {0, colours::off}), "MEDIUM 8/9"));
  auto report = make_report();
  report["metadata"].update({{"overallConfidence", "LOW"},
                             {"confidenceCoverage", {{"have", 0}, {"of", 9}}}});
  CHECK(has(report_page(report, {80, colours::off}),
            "confidence LOW over 0 of 9 rated sections"));
  job.erase("confidenceCoverage");
  CHECK(has(job_page(job, {0, colours::off}), "confidence  MEDIUM\n"));
}

TEST_CASE("a job page has the facts and a line a stage") {
  auto job = make_job("running", "completed");
  job["stages"][1]["lastError"] = "reset";
  job["stages"][1]["errorClass"] = "transient";
  auto page = job_page(job, {0, colours::off});
  CHECK(has(page, "company     Acme (Peru)\n"));
  CHECK(has(page, "reset [transient]"));
  CHECK_FALSE(has(page, "demo"));
}

TEST_CASE("a plan names the stages, the reasons and the price") {
  auto page = plan_page(json::parse(R"({"planVersion":"3","stages":[
    {"stage":"a","name":"A","reason":"failed_dependency"}],"stale":["b"],
    "estimate":{"tokens":1200,"costUsd":0.12,"durationMs":95000}})"),
                        {});
  CHECK(has(page, "a      A     Failed dependency"));
  CHECK(has(page, "stale after b"));
  CHECK(has(page, "about 1 m 35 s, $0.12, tokens 1,200"));
}

TEST_CASE("a plan names what is still missing afterwards, and why") {
  auto page = plan_page(json::parse(R"({"planVersion":"3","stages":[
    {"stage":"c","name":"C","reason":"requested"}],"stale":[],
    "missing":[{"stage":"a","because":"b"},{"stage":"b","because":"b"},
               {"stage":"d","because":"c"}],"estimate":null})"),
                        {});
  CHECK(has(page, "still: a, as b is missing; b; d, blocked by c and not asked "
                  "for"));
  CHECK_FALSE(has(plan_page(json::parse(R"({"missing":[]})"), {}), "missing"));
}

TEST_CASE("a report shows the version before while there is no newer one") {
  auto report = make_report();
  report["sections"][1]["previous"]
    = {{"version", 2},
       {"completedAt", "2026-11-02T10:12:05.000Z"},
       {"confidence", "HIGH"},
       {"output", {{"overview", "Sound as ever."}}}};
  report["sections"][2]["previous"] = report["sections"][1]["previous"];
  auto page = report_page(report, {80, colours::off});
  CHECK(has(page, "version 2 of 2026-11-02 10:12; a newer one failed: timeout\n"
                  "Overview: Sound as ever."));
  CHECK(has(page, "version 2 of 2026-11-02 10:12; a newer one is being written"
                  "\nOverview: Sound as ever."));
  report["sections"][2]["status"] = "pending";
  CHECK(has(section_page(report["sections"][2], {80, colours::off}),
            "; a newer one is to be written"));
  report["sections"][2]["status"] = "cancelled";
  CHECK(has(section_page(report["sections"][2], {80, colours::off}),
            "; a newer one was cancelled"));
}

TEST_CASE("attempts that a restart took are not counted as tries") {
  auto job = json::parse(R"({"id":"j1","status":"running","stages":[
    {"stage":"a","name":"A","status":"running","attempts":4,"maxAttempts":3,
     "lostAttempts":1}]})");
  CHECK(has(job_page(job, {120, colours::off}), "3/3 +1 lost"));
}

TEST_CASE("a job says which sections are stale, and which outdated") {
  auto job = json::parse(R"({"id":"j1","status":"completed","stages":[
    {"stage":"a","name":"A","status":"completed","stale":true,
     "outdated":true,"attempts":1,"maxAttempts":3},
    {"stage":"b","name":"B","status":"completed","stale":false,
     "outdated":true,"attempts":1,"maxAttempts":3}]})");
  auto page = job_page(job, {120, colours::off});
  CHECK(has(page, "completed, stale, outdated"));
  CHECK(has(page, "completed, outdated"));
}
