#include "storage/words.hpp"

#include <catch2/catch.hpp>

using namespace dossier::storage;

TEST_CASE("words are letters and digits without case") {
  CHECK(words_of("Acme, ACME & Sons-2") == "acme acme sons 2 ");
  CHECK(words_of(" \t--").empty());
}

TEST_CASE("accents are folded in every script that has them here") {
  CHECK(words_of("Nestlé Łódź STRAßE Čapek") == "nestle lodz strase capek ");
  CHECK(words_of("Cafe\u0301") == "cafe ");
  CHECK(words_of("ЯНДЕКС Ёлка ΑΒΓ") == "яндекс ёлка αβγ ");
}

TEST_CASE("typographic marks stand between words") {
  CHECK(words_of("L’Oréal — “big”\u00a0one") == "l oreal big one ");
}

TEST_CASE("a long word is cut, and so is a long word that is searched for") {
  CHECK(words_of(std::string(100, 'x')) == std::string(32, 'x') + ' ');
}

TEST_CASE("broken UTF-8 is read to its end") {
  CHECK_FALSE(words_of("ab\xc3").empty());
  CHECK_FALSE(words_of("\xf0\x9f").empty());
}

TEST_CASE("of a JSON text the string values count, not the keys") {
  CHECK(words_of_json(R"({"a":"b c","d":["e",1],"f" : {"g":"h"}})")
        == "b c e h ");
}

TEST_CASE("escapes stand between words") {
  CHECK(words_of_json(R"(["one\ntwo \"three\" \\four\u000bfive"])")
        == "one two three four five ");
}

TEST_CASE("a JSON text that breaks off is read to its end") {
  CHECK(words_of_json(R"(["one","two)") == "one two ");
  CHECK(words_of_json(R"(["one\)") == "one ");
}

TEST_CASE("a search finds words by how they begin") {
  word_search search("Ac robot ac");
  CHECK(search.words() == std::vector<std::string>{"ac", "robot"});
  search.look_in(words_of("Acme"));
  CHECK(search.has_found(0));
  CHECK_FALSE(search.has_found_all());
  search.look_in(words_of_json(R"(["many robots"])"));
  CHECK(search.has_found_all());
  search.forget();
  CHECK_FALSE(search.has_found(0));
}

TEST_CASE("a search of very many words looks for the first of them") {
  std::string text;
  for (int i = 100; i < 200; ++i)
    text += std::to_string(i) + ' ';
  CHECK(word_search(text).words().size() == 16);
}
