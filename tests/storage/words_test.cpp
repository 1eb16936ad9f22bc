#include "storage/search_terms.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dossier::storage;

TEST_CASE("words are letters and digits without case") {
  CHECK(words_of("Acme, ACME & Sons-2") == "acme acme sons 2 ");
  CHECK(words_of(" \t--").empty());
}

TEST_CASE("words are folded, in every script") {
  CHECK(words_of("Nestlé Łódź STRAßE Čapek") == "nestle lodz strasse capek ");
  CHECK(words_of("Cafe\u0301") == "cafe ");
  CHECK(words_of("ЯНДЕКС Ёлка ΑΒΓ") == "яндекс елка αβγ ");
  CHECK(words_of("Ａｃｍｅ™ ½") == "acme 1 2 ");
}

TEST_CASE("a run of a script without spaces is a word of its own") {
  CHECK(words_of("LG전자 7eleven日本") == "lg 전자 7eleven 日本 ");
  CHECK(words_of("株式会社トヨタ・自動車") == "株式会社とよた 自動車 ");
  CHECK(words_of("ห้างสรรพสินค้า 2024") == "ห้างสรรพสินค้า 2024 ");
}

TEST_CASE("typographic marks stand between words") {
  CHECK(words_of("L’Oréal — “big”\u00a0one") == "l oreal big one ");
}

TEST_CASE("a long word is cut, and so is a long word that is searched for") {
  CHECK(words_of(std::string(100, 'x')) == std::string(64, 'x') + ' ');
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "дé";
  CHECK(words_of(text + "z").size() == 64);
  CHECK(word_search(text + "zz").words() == word_search(text + "zy").words());
}

TEST_CASE("a run without spaces is not cut, but what is searched of it is") {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "社";
  CHECK(words_of(text) == text + ' ');
  CHECK(word_search(text).words()[0].size() == 64 * 3);
}

TEST_CASE("broken UTF-8 is read to its end") {
  CHECK_FALSE(words_of("ab\xc3").empty());
  CHECK(words_of("\xf0\x9f z") == "z ");
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
  search.look_in(words_of("Acme"), text_kind::section);
  CHECK(search.has_found(0));
  CHECK_FALSE(search.has_found_all());
  search.look_in(words_of_json(R"(["many robots"])"), text_kind::section);
  CHECK(search.has_found_all());
  search.forget();
  CHECK_FALSE(search.has_found(0));
}

TEST_CASE("the index knows beginnings, and parts where parts are asked for") {
  auto name = terms_of(words_of("Bluestone AG 東京電力"), text_kind::names);
  CHECK(name.words == "bluestone ag ");
  CHECK(name.grams == "blu lue ues est sto ton one 0 東京 京電 電力 力 ");
  auto section = terms_of(words_of("Bluestone 東京"), text_kind::section);
  CHECK(section.words == "bluestone ");
  CHECK(section.grams == "東京 京 ");
  CHECK(terms_of("", text_kind::names).grams.empty());
}

TEST_CASE("a part is asked for as a phrase of grams") {
  CHECK(gram_match("stone") == R"("sto ton one ")");
  CHECK(gram_match("sto") == R"("sto ")");
  CHECK(gram_match("st").empty());
  CHECK(gram_match("自動車") == R"("自動 動車 ")");
  CHECK(gram_match("車") == R"("車"*)");
}

TEST_CASE("names are sorted without case and accents, symbols first") {
  std::vector<std::string> names{
    "Zeta AG",   "Ärzte GmbH", "École Été",   "Übermut SE", "{{x}} Ltd",
    "Plain Co",  "🚀 Rocket",   "3M",          "Ørsted",     "aardvark",
    "Straße 1",  "Strasse 2",  "Газпром",     "Ёлка",       "Ελλάς",
    "ＡＢＣ",    "株式会社",   "abc Ltd",     "Abc-Tech",   " zoo",
    "“Zeta” AG", "ABCD",       "１０ Downing"};
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return sort_key(a) < sort_key(b);
  });
  CHECK(names
        == std::vector<std::string>{
          "{{x}} Ltd",  "“Zeta” AG",  "🚀 Rocket", "１０ Downing", "3M",
          "aardvark",   "ＡＢＣ",     "abc Ltd",  "Abc-Tech",     "ABCD",
          "Ärzte GmbH", "École Été",  "Ørsted",   "Plain Co",     "Straße 1",
          "Strasse 2",  "Übermut SE", "Zeta AG",  " zoo",         "Ελλάς",
          "Газпром",    "Ёлка",       "株式会社"});
  CHECK(sort_key("  Acme   Inc ") == sort_key("ÄCME INC"));
}

TEST_CASE("a company's whole name is the best match, section text the least") {
  auto relevance = [](const char* query, const char* company,
                      const char* geography = "Global") {
    return word_search(query).relevance(company, geography);
  };
  CHECK(relevance("apple", "Apple") == 6);
  CHECK(relevance("APPLE INC", "Apple, Inc.") == 6);
  CHECK(relevance("apple", "Apple Hospitality") == 5);
  CHECK(relevance("apple", "Applebee's") == 4);
  CHECK(relevance("トヨタ", "トヨタ自動車") == 4);
  CHECK(relevance("motor toy", "Toyota Motor") == 3);
  CHECK(relevance("stone", "Bluestone") == 2);
  CHECK(relevance("自動車", "トヨタ自動車") == 2);
  CHECK(relevance("toyota japan", "Toyota", "Japan") == 1);
  CHECK(relevance("japan", "Toyota", "Japan") == 1);
  CHECK(relevance("engines", "Toyota", "Japan") == 0);
}

TEST_CASE("a search of very many words looks for the first of them") {
  std::string text;
  for (int i = 100; i < 200; ++i)
    text += std::to_string(i) + ' ';
  CHECK(word_search(text).words().size() == 16);
}
