#include "actors/report/section.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using nlohmann::json;

TEST_CASE("a section's confidence is read in either form") {
  CHECK(level_of({{"confidence", {{"level", "HIGH"}}}}) == confidence::high);
  CHECK(level_of({{"confidence", "LOW"}}) == confidence::low);
  CHECK(level_of({{"confidence", 3}}) == confidence::unknown);
  CHECK(level_of(json::array()) == confidence::unknown);
}

TEST_CASE("a section's text is canonical") {
  auto one = to_section_text(json::parse(R"({"b": 1, "a": "é"})"));
  CHECK(*one == R"({"a":"é","b":1})");
  CHECK(to_document(one) == json::parse(*one));
  CHECK(to_document(nullptr).is_null());
}

TEST_CASE("entries of sources_used that are no text are passed over") {
  auto used = sources_used(json::parse(R"({"sources_used":["S1",2,"S3"]})"));
  CHECK(used == std::vector<std::string>{"S1", "S3"});
}
