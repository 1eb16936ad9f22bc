#include "tests/support/places.hpp"
#include "tools/llm_sim/content/author.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier::llm_sim;
using nlohmann::json;

namespace {

struct author_world {
  author writer{dossier::test::source_dir() + "/config/pipelines"};

  std::string write(const std::string& stage, const json& schema = {}) {
    dossier::io::llm::demo::question question;
    question.stage = stage;
    question.company = "Acme";
    question.geography = "Peru";
    return writer.write(question, schema);
  }
};

} // namespace

TEST_CASE_METHOD(author_world, "a known stage gets its section") {
  CHECK(json::parse(write("foundation")).contains("source_catalog"));
  CHECK(json::parse(write("section_4 / segment: Pumps"))["name"] == "Pumps");
}

TEST_CASE_METHOD(author_world, "an unknown stage gets what its schema wants") {
  json schema{{"type", "object"},
              {"properties", {{"mood", {{"enum", {"good"}}}}}}};
  CHECK(json::parse(write("generic", schema)) == json{{"mood", "good"}});
}

TEST_CASE_METHOD(author_world, "a question without a stage gets plain words") {
  CHECK_THAT(write("generic"), Catch::StartsWith("This is a simulated"));
}

TEST_CASE("a folder of one report type will do, no folder will not") {
  CHECK_NOTHROW(author{dossier::test::source_dir()
                       + "/config/pipelines/company_intelligence"});
  CHECK_THROWS_WITH(author{"/nowhere"},
                    Catch::Contains("there is no folder /nowhere"));
}
