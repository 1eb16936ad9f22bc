#include "storage/words.hpp"

#include <catch2/catch.hpp>

using namespace dossier::storage;

using words = std::vector<std::string>;

TEST_CASE("words are letters and digits without case, each once") {
  CHECK(words_of("Acme, ACME & Sons-2") == words{"acme", "sons", "2"});
  CHECK(words_of(" \t--").empty());
}

TEST_CASE("accents are folded in every script that has them here") {
  CHECK(words_of("Nestlé Łódź STRAßE Čapek")
        == words{"nestle", "lodz", "strase", "capek"});
  CHECK(words_of("Cafe\u0301") == words{"cafe"});
  CHECK(words_of("ЯНДЕКС Ёлка ΑΒΓ") == words{"яндекс", "ёлка", "αβγ"});
}

TEST_CASE("typographic marks stand between words") {
  CHECK(words_of("L’Oréal — “big”\u00a0one")
        == words{"l", "oreal", "big", "one"});
}

TEST_CASE("a long word is cut, and so is a long word that is searched for") {
  CHECK(words_of(std::string(100, 'x')) == words{std::string(32, 'x')});
}

TEST_CASE("broken UTF-8 is read to its end") {
  CHECK_FALSE(words_of("ab\xc3").empty());
  CHECK_FALSE(words_of("\xf0\x9f").empty());
}

TEST_CASE("of a JSON text the string values count, not the keys") {
  CHECK(words_of_json(R"({"a":"b c","d":["e",1],"f" : {"g":"h"}})")
        == words{"b", "c", "e", "h"});
}

TEST_CASE("escapes stand between words") {
  CHECK(words_of_json(R"(["one\ntwo \"three\" \\four\u000bfive"])")
        == words{"one", "two", "three", "four", "five"});
}

TEST_CASE("a JSON text that breaks off is read to its end") {
  CHECK(words_of_json(R"(["one","two)") == words{"one", "two"});
  CHECK(words_of_json(R"(["one\)") == words{"one"});
}
