#include "actors/report/sources/quotes.hpp"
#include "actors/report/word_count.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::report;
using nlohmann::json;

TEST_CASE("a quote is an object with quote and source") {
  auto found = quotes_in(json::parse(
    R"({"a": [{"quote": "We grow", "analyst": "X", "source": "S3"}]})"));
  CHECK(found == std::vector<quote>{{"We grow", "S3"}});
}

TEST_CASE("a passage in quotation marks with a citation is a quote") {
  auto found = [](const char* text) { return quotes_in({{"text", text}}); };
  CHECK(found("He said “we will grow fast” (S2).")
        == std::vector<quote>{{"we will grow fast", "S2"}});
  CHECK(found("He said \"we will grow fast\" in May (S2)").size() == 1);
  CHECK(found("The “Grow” plan (S2)").empty());
  CHECK(found("“we will grow fast”. Later, sales rose (S2).").empty());
  CHECK(found("an unclosed “quote of many words (S2)").empty());
}

TEST_CASE("quotes are counted over all outputs") {
  auto text = std::make_shared<const std::string>(
    R"({"q": {"quote": "We grow", "source": "S3"}})");
  CHECK(quote_counts({text, nullptr, text})
        == std::map<std::string, unsigned>{{"S3", 2}});
}

TEST_CASE("words are what blanks separate") {
  CHECK(count_words("") == 0);
  CHECK(count_words("  one\ttwo\nthree ") == 3);
  CHECK(count_words("\u3000une\u00a0fois\u2003") == 2);
}
