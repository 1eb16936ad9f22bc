#include "tests/io/llm/demo/report.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dossier;
using namespace dossier::io::llm;
using namespace dossier::test;

namespace {

const demo::content& company_content() {
  static const auto result = demo::read_content(
    test::source_dir() + "/config/pipelines/company_intelligence");
  return result;
}

const demo::generator& company_generator() {
  static const demo::generator result{company_content()};
  return result;
}

demo_report report_on(const std::string& company,
                      const std::string& geography = "Germany") {
  return write_demo_report(company_generator(), company_content(), company,
                           geography);
}

const std::vector<std::string> geographies{"Germany", "Global", "United States",
                                           "Atlantis", "APAC"};

/// 200 companies, each in one of the geographies.
const std::vector<demo_report>& many_reports() {
  static const auto result = [] {
    std::vector<demo_report> reports;
    for (const auto& company : sample_companies(200))
      reports.push_back(
        report_on(company, geographies[reports.size() % geographies.size()]));
    return reports;
  }();
  return result;
}

template <class Check>
void for_many_reports(Check check) {
  for (const auto& report : many_reports()) {
    INFO(report.company << " in " << report.geography);
    check(report);
  }
}

demo::question question(const std::string& stage,
                        const std::string& company = "Acme Robotics",
                        const std::string& geography = "Germany") {
  demo::question result;
  result.stage = stage;
  result.company = company;
  result.geography = geography;
  return result;
}

std::set<std::string> ids_of(const ordered_json& section,
                             const std::string& path) {
  auto ids = texts_at(section, path);
  return {ids.begin(), ids.end()};
}

bool is_starred(const std::string& name) {
  return name.ends_with('*');
}

std::set<std::string> starred(const std::vector<std::string>& names) {
  std::set<std::string> result;
  for (const auto& name : names)
    if (is_starred(name))
      result.insert(name);
  return result;
}

void check_words(const ordered_json& section, const std::string& path,
                 std::size_t most) {
  for (const auto& text : texts_at(section, path)) {
    INFO(text);
    CHECK(words_in(text) <= most);
  }
}

void check_count(const ordered_json& section, const std::string& path,
                 std::size_t least, std::size_t most) {
  for (const auto& list : values_at(section, path)) {
    INFO(path);
    CHECK(list.size() >= least);
    CHECK(list.size() <= most);
  }
}

} // namespace

// -- one section --------------------------------------------------------------

TEST_CASE("every section satisfies its schema") {
  for_many_reports([](const demo_report& report) {
    for (const auto& [stage, section] : report.sections) {
      INFO(stage);
      CHECK(schema_faults(company_content().schemas.at(stage), section) == "");
    }
  });
}

TEST_CASE("a section cites what is there, and brings no more than it cites") {
  for_many_reports([](const demo_report& report) {
    auto base
      = ids_of(report.sections.at("foundation"), "/source_catalog/*/id");
    for (const auto& [stage, section] : report.sections) {
      INFO(stage);
      auto cited = cited_in(section);
      // A company may be called S7; its name cites nothing.
      if (report.company.starts_with("S7"))
        continue;
      auto known = base;
      known.merge(ids_of(section, "/new_sources/*/id"));
      for (const auto& id : cited)
        CHECK(known.contains(id));
      for (const auto& id : ids_of(section, "/new_sources/*/id"))
        CHECK(cited.contains(id));
      CHECK_FALSE(section.contains("sources_used"));
    }
  });
}

TEST_CASE("the headcount of an office is not disclosed") {
  for_many_reports([](const demo_report& report) {
    for (const auto& site : values_at(report.sections.at("section_3"),
                                      "/geographic_footprint/facilities/*"))
      CHECK(site.at("employees").is_null() == (site.at("type") == "Office"));
  });
}

TEST_CASE("source numbers have no gaps") {
  for_many_reports([](const demo_report& report) {
    auto base
      = texts_at(report.sections.at("foundation"), "/source_catalog/*/id");
    for (const auto& [stage, section] : report.sections) {
      auto ids = base;
      for (const auto& id : texts_at(section, "/new_sources/*/id"))
        ids.push_back(id);
      for (std::size_t i = 0; i < ids.size(); ++i)
        CHECK(ids[i] == "S" + std::to_string(i + 1));
    }
  });
}

TEST_CASE("shares and regional revenue stay within the whole") {
  for_many_reports([](const demo_report& report) {
    const auto& foundation = report.sections.at("foundation");
    auto sum = 0.0;
    for (const auto& share :
         values_at(foundation, "/segment_structure/*/revenue_pct"))
      sum += share.get<double>();
    CHECK(sum <= 100);
    CHECK(sum > 98);
    CHECK(
      foundation.at("/geography_specifics/regional_revenue_usd"_json_pointer)
      <= foundation.at("/company_basics/global_revenue_usd"_json_pointer));
    CHECK(foundation.at("/geography_specifics/regional_employees"_json_pointer)
          <= foundation.at("/company_basics/global_employees"_json_pointer));
  });
}

TEST_CASE("starred metrics are explained, and nothing else is") {
  for_many_reports([](const demo_report& report) {
    const auto& snapshot = report.sections.at("section_2");
    CHECK(starred(texts_at(snapshot, "/kpi_table/metrics/*/metric"))
          == ids_of(snapshot, "/derived_metrics/*/metric"));
    for (const auto& segment :
         values_at(report.sections.at("section_4"), "/segments/*"))
      CHECK(starred(texts_at(segment, "/financial_snapshot/table/*/metric"))
            == ids_of(segment, "/derived_metrics/*/metric"));
  });
}

TEST_CASE("lists and texts have the length that the prompts ask for") {
  for_many_reports([](const demo_report& report) {
    const auto& sections = report.sections;
    for (const auto& [stage, section] : sections)
      check_words(section, "/confidence/reason", 19);
    check_count(sections.at("section_1"), "/bullet_points", 5, 7);
    check_count(sections.at("section_2"), "/kpi_table/metrics", 15, 50);
    check_count(sections.at("section_3"), "/strategic_priorities/priorities", 3,
                5);
    const auto& segments = sections.at("section_4");
    check_count(segments, "/segments/*/financial_snapshot/table", 11, 25);
    check_count(segments, "/segments/*/performance_analysis/paragraphs", 3, 5);
    check_count(segments, "/segments/*/competitive_landscape/competitors", 3,
                5);
    const auto& trends = sections.at("section_5");
    check_count(trends, "/macro_trends/trends", 4, 6);
    check_count(trends, "/micro_trends/trends", 3, 5);
    check_count(trends, "/company_trends/trends", 3, 5);
    for (const char* group : {"macro", "micro", "company"})
      check_words(trends, "/" + std::string{group} + "_trends/trends/*/trend",
                  10);
    const auto& peers = sections.at("section_6");
    check_count(peers, "/peer_comparison_table/peers", 3, 5);
    check_count(peers, "/benchmark_summary/key_strengths", 2, 4);
    check_count(peers, "/benchmark_summary/key_gaps", 2, 4);
    check_count(sections.at("section_7"), "/opportunities", 3, 5);
    check_count(sections.at("section_8"), "/news_items", 3, 5);
    check_count(sections.at("section_9"), "/conversation_starters", 3, 5);
    check_words(sections.at("section_9"), "/conversation_starters/*/title", 10);
  });
}

TEST_CASE("no slot of a template is left in a text") {
  for_many_reports([](const demo_report& report) {
    if (report.company.starts_with("{"))
      return;
    for (const auto& [stage, section] : report.sections) {
      auto text = section.dump();
      CHECK(text.find("$") == std::string::npos);
      CHECK(text.find("{@") == std::string::npos);
      CHECK(text.find("  ") == std::string::npos);
      CHECK(text.find("..") == std::string::npos);
      CHECK(text.find("null ") == std::string::npos);
    }
  });
}

TEST_CASE("findings and questions list what they cite themselves") {
  for_many_reports([](const demo_report& report) {
    if (report.company.starts_with("S7"))
      return;
    for (auto [stage, path] :
         {std::pair{"section_1", "/bullet_points/*"},
          std::pair{"section_9", "/conversation_starters/*"}})
      for (auto item : values_at(report.sections.at(stage), path)) {
        auto listed = ids_of(item, "/sources/*");
        item.erase("sources");
        CHECK(listed == cited_in(item));
      }
  });
}

// -- all sections together ----------------------------------------------------

TEST_CASE("no source is quoted twice in a report, and no quote is long") {
  for_many_reports([](const demo_report& report) {
    std::multiset<std::string> quoted;
    for (const char* path :
         {"/segments/*/performance_analysis/analyst_quotes/*",
          "/company_trends/trends/*/analyst_quote"})
      for (const char* stage : {"section_4", "section_5"})
        for (const auto& quote : values_at(report.sections.at(stage), path))
          if (quote.is_object()) {
            quoted.insert(quote.at("source").get<std::string>());
            CHECK(words_in(quote.at("quote").get<std::string>()) <= 15);
          }
    CHECK(quoted.size() >= 4);
    for (const auto& source : quoted)
      CHECK(quoted.count(source) == 1);
  });
}

TEST_CASE("all sections name the same segments, metrics and figures") {
  for_many_reports([](const demo_report& report) {
    const auto& sections = report.sections;
    auto names
      = texts_at(sections.at("foundation"), "/segment_structure/*/name");
    CHECK(texts_at(sections.at("section_3"),
                   "/business_description/segments/*/name")
          == names);
    CHECK(texts_at(sections.at("section_4"), "/segments/*/name") == names);
    CHECK(sections.at("section_4.segment").at("name") == names.back());
    const auto& own = sections.at("section_2").at("kpi_table").at("metrics");
    const auto& peers
      = sections.at("section_6").at("peer_comparison_table").at("metrics");
    for (const char* column : {"metric", "company", "industry_avg", "unit"})
      CHECK(values_at(own, "/*/" + std::string{column})
            == values_at(peers, "/*/" + std::string{column}));
    auto revenue = own.at(0).at("company").get<double>();
    auto basics = sections.at("foundation").at("company_basics");
    CHECK(basics.at("global_revenue_usd").get<double>()
          == Approx(revenue * 1e6));
  });
}

TEST_CASE("a segment asked for alone has the figures it has among all") {
  for_many_reports([](const demo_report& report) {
    const auto& alone = report.sections.at("section_4.segment");
    const auto& among = report.sections.at("section_4").at("segments").back();
    CHECK(alone.at("financial_snapshot").at("table")
          == among.at("financial_snapshot").at("table"));
  });
}

// -- determinism --------------------------------------------------------------

TEST_CASE("the same question gets the same bytes") {
  demo::generator other{company_content()};
  CHECK(write_demo_report(other, company_content(), "Acme", "India").sections
        == report_on("Acme", "India").sections);
}

TEST_CASE("two companies, regions or seeds get different reports") {
  auto seeded = question("section_2");
  seeded.seed = 1;
  std::set<std::string> texts{
    company_generator().write(question("section_2")),
    company_generator().write(question("section_2", "Acme Robots")),
    company_generator().write(question("section_2", "Acme Robotics", "India")),
    company_generator().write(seeded)};
  CHECK(texts.size() == 4);
}

TEST_CASE("a company has one revenue, whatever the region asked for") {
  auto revenue_in = [](const std::string& geography) {
    auto text = company_generator().write(
      question("foundation", "Acme Robotics", geography));
    return ordered_json::parse(text).at("company_basics");
  };
  CHECK(revenue_in("Germany") == revenue_in("Atlantis"));
}

TEST_CASE("news lies inside the time horizon and never after the report") {
  auto asked = question("section_8");
  asked.report_date = "2026-11-21";
  asked.horizon_days = 181;
  auto news = ordered_json::parse(company_generator().write(asked));
  auto dates = texts_at(news, "/news_items/*/date");
  CHECK(std::is_sorted(dates.rbegin(), dates.rend()));
  CHECK(dates.front() < "2026-11-21");
  CHECK(dates.back() > "2026-05-24");
}

// -- questions ----------------------------------------------------------------

TEST_CASE("a prompt tells stage, company, geography and horizon") {
  auto read = demo::read_question("Stage: section_4 / segment: Pumps\n"
                                  "Company: Acme: Robotics\n"
                                  "Geography: North to South\n\n"
                                  "## Time horizon\n"
                                  "2025-11-21 to 2026-11-21 (the last year)\n");
  CHECK(read.stage == "section_4 / segment: Pumps");
  CHECK(read.company == "Acme: Robotics");
  CHECK(read.geography == "North to South");
  CHECK(read.report_date == "2026-11-21");
  CHECK(read.horizon_days == 365);
}

TEST_CASE("a prompt without a horizon keeps the fixed report date") {
  auto read = demo::read_question("Stage: foundation\nCompany: Acme\n");
  CHECK(read.report_date == demo::question{}.report_date);
  CHECK(read.geography == "");
}

TEST_CASE("a section's new sources take the ids that its prompt gives") {
  demo::generator generator{company_content()};
  auto question = demo::read_question(
    "section_5\nNorthwind Instruments\nGermany\n\nA source that is missing "
    "goes into `new_sources`; its id is S41, the next one follows.");
  CHECK(question.next_source == 41);
  question.stage = "section_5";
  question.company = "Northwind Instruments";
  auto section = ordered_json::parse(generator.write(question));
  auto brought = ids_of(section, "/new_sources/*/id");
  REQUIRE_FALSE(brought.empty());
  CHECK(brought.count("S41") == 1);
  for (const auto& id : brought) {
    CHECK(std::stoul(id.substr(1)) >= 41);
    CHECK(cited_in(section).count(id) == 1);
  }
}
