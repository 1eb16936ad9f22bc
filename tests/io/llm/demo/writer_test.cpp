#include "io/llm/demo/writer.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <stdexcept>

using namespace dossier::io::llm;
using nlohmann::ordered_json;

namespace {

/// A library of a few facts, and a writer over it.
struct writer_world {
  demo::library library
    = demo::compile_content({"test",
                             {{"facts", ordered_json::parse(R"({
         "company": {"size": "{range(10, 20)}", "double": "{size * 2}",
                     "loop": "{loop}"},
         "region": {"names": ["ash", "birch", "cedar", "dogwood"]}})")},
                              {"sources", ordered_json::parse(R"({
         "report": [{"key": "annual", "citation": "Annual of {company}"},
                    {"key": "call", "citation": "Call"}],
         "stages": {"section_1": [{"key": "press", "citation": "Press"}]}})")}},
                             {}});
  demo::writer writer{
    library,
    {demo::draw_key{1}.with("Acme"), demo::draw_key{1}.with("there")},
    "section_1",
    {{"company", "Acme"}, {"three", 3}}};

  ordered_json written(const std::string& source) {
    auto compiled = std::make_shared<demo::content_template>(
      demo::compile_template(ordered_json::parse(source), "test"));
    kept.push_back(compiled);
    return writer.write(*compiled);
  }

  ordered_json result(const std::string& formula) {
    return written("\"{" + formula + "}\"");
  }

  std::vector<std::shared_ptr<demo::content_template>> kept;
};

} // namespace

// -- formulas -----------------------------------------------------------------

TEST_CASE_METHOD(writer_world, "formulas follow the usual precedence") {
  CHECK(result("1 + 2 * three") == 7);
  CHECK(result("(1 + 2) * three - 1") == 8);
  CHECK(result("1 - 2 - 3") == -4);
  CHECK(result("7 / 2") == 3.5);
  CHECK(result("three > 2 && !(three >= 4) ? 'yes' : 'no'") == "yes");
}

TEST_CASE_METHOD(writer_world, "numbers are written without a locale") {
  CHECK(result("pct(12.345)") == "12.3%");
  CHECK(result("grouped(1234567.06, 1)") == "1,234,567.1");
  CHECK(result("grouped(-1234)") == "-1,234");
  CHECK(result("usd(999.9)") == "USD 999.9 million");
  CHECK(result("usd(4240)") == "USD 4.2 billion");
  CHECK(result("fixed(0 - 0.01, 1)") == "0.0");
}

TEST_CASE_METHOD(writer_world, "days count back over months and years") {
  CHECK(result("before('2026-03-01', 1)") == "2026-02-28");
  CHECK(result("quarter('2026-09-30')") == "Q3 2026");
}

TEST_CASE_METHOD(writer_world, "lists can be searched, sorted and summed") {
  CHECK(result("series(names)") == "ash, birch, cedar and dogwood");
  CHECK(result("names[three]") == "dogwood");
  CHECK(result("has(names, 'birch')") == true);
  CHECK(result("size(take(reversed(names), 2))") == 2);
}

TEST_CASE_METHOD(writer_world, "a broken formula names what is wrong") {
  for (const char* formula : {"1 +", "unknown_name", "no_function(1)", "'open",
                              "names.field", "1 / 0", "loop", "pct('x')"})
    CHECK_THROWS_AS(result(formula), std::runtime_error);
}

// -- templates ----------------------------------------------------------------

TEST_CASE_METHOD(writer_world, "a text keeps what stands around its slots") {
  CHECK(written(R"("{company} has {three} sites.")") == "Acme has 3 sites.");
}

TEST_CASE_METHOD(writer_world, "a slot alone keeps its type") {
  CHECK(written(R"({"n": "{three}"})") == ordered_json{{"n", 3}});
}

TEST_CASE_METHOD(writer_world, "a fact is drawn once and stays") {
  CHECK(result("size") == result("size"));
  CHECK(result("double - size - size") == 0);
  CHECK(result("size >= 10 && size <= 20") == true);
}

TEST_CASE_METHOD(writer_world, "each, sample and if add to the list around") {
  auto list = written(R"([
    {"$each": "names", "$as": "tree", "$do": "{tree_no} {tree}"},
    {"$sample": "names", "$count": "2"},
    {"$if": "three > 5", "$then": "never"},
    {"$if": "three > 5", "$then": "never", "$else": "last"}])");
  REQUIRE(list.size() == 7);
  CHECK(list[1] == "2 birch");
  CHECK(list[4] < list[5]);
  CHECK(list[6] == "last");
}

TEST_CASE_METHOD(writer_world, "sorting falls when the field has a minus") {
  CHECK(
    written(R"({"$sort": "-n", "$do": [{"n": 1}, {"n": 3}, {"n": 2}]})").dump()
    == R"([{"n":3},{"n":2},{"n":1}])");
}

TEST_CASE_METHOD(writer_world, "a local name ends with its object") {
  CHECK(written(R"({"$let": {"x": "{three + 1}"}, "y": "{x}"})").at("y") == 4);
  CHECK_THROWS_WITH(result("x"), Catch::Contains("unknown name 'x'"));
}

// -- citations ----------------------------------------------------------------

TEST_CASE_METHOD(writer_world, "a stage's own sources follow the report's") {
  CHECK(written(R"("So it is ({@press @annual}).")") == "So it is (S1, S3).");
  CHECK(writer.new_sources().dump() == R"([{"id":"S3","citation":"Press"}])");
}

TEST_CASE_METHOD(writer_world, "a source nobody knows is a fault") {
  CHECK_THROWS_WITH(result("@gossip"), Catch::Contains("gossip"));
}
