/// What the demo writes for pipelines that bring no content of their own, or
/// other content.

#include "tests/io/llm/demo/report.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::llm;
using namespace dossier::test;

TEST_CASE("a stage without content is filled from its schema") {
  demo::content bare;
  bare.schemas = demo::read_content(test::source_dir()
                                    + "/config/pipelines/company_intelligence")
                   .schemas;
  demo::generator generator{bare};
  auto report = write_demo_report(generator, bare, "Acme", "Global");
  for (const auto& [stage, section] : report.sections) {
    INFO(stage);
    CHECK(schema_faults(bare.schemas.at(stage), section) == "");
    // Which it used the engine reads off the text.
    CHECK(texts_at(section, "/sources_used/*").empty());
  }
}

TEST_CASE("sections of the bench are two kilobytes and fit its schema") {
  auto content
    = demo::read_content(test::source_dir() + "/tests/bench/pipeline/bench");
  demo::generator generator{content};
  for (const auto& company : sample_companies(50)) {
    auto report = write_demo_report(generator, content, company, "Global");
    for (const auto& [stage, section] : report.sections) {
      INFO(company << ' ' << stage);
      CHECK(schema_faults(content.schemas.at(stage), section) == "");
      CHECK(section.dump().size() > 1500);
      CHECK(section.dump().size() < 2600);
    }
  }
}

TEST_CASE("a stage nobody described gets an object all the same") {
  demo::generator generator{demo::content{}};
  demo::question question;
  question.stage = "section_99";
  question.company = "Acme";
  CHECK(ordered_json::parse(generator.write(question)).is_object());
}

TEST_CASE("content with a fault is refused with its place") {
  demo::content faulty;
  faulty.files["section_1"] = {{"text", {{"deep", "{1 +}"}}}};
  CHECK_THROWS_WITH(demo::generator{faulty},
                    Catch::Contains("section_1/text/deep"));
}
