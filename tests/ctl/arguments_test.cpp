#include "tools/arguments/arguments.hpp"

#include <catch2/catch.hpp>

#include <CLI/CLI.hpp>

using namespace dossier;
using words = std::vector<std::string>;

namespace {

std::string said_of(const words& given) {
  const auto wrong = arguments::objection_to(given);
  return wrong ? wrong->subject + " " + wrong->reason : "nothing";
}

/// What `parse` says of a program with some options; empty when it takes them.
std::string refusal_of(words given) {
  CLI::App app{"", "program"};
  std::string data;
  int count = 0;
  std::uint16_t port = 0;
  std::uint64_t seed = 0;
  double share = 0;
  std::vector<std::string> rest;
  bool is_quiet = false;
  app.add_option("--data", data);
  app.add_flag("--quiet", is_quiet);
  auto* sub = app.add_subcommand("sub");
  sub->fallthrough();
  sub->add_option("--count", count);
  sub->add_option("--port", port);
  sub->add_option("--seed", seed);
  sub->add_option("--share", share);
  sub->add_option("rest", rest);
  given.insert(given.begin(), "program");
  std::vector<const char*> argv;
  for (const auto& each : given)
    argv.push_back(each.c_str());
  try {
    arguments::parse(app, int(argv.size()), argv.data());
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

} // namespace

TEST_CASE("words in any script are taken") {
  CHECK(said_of({"submit", "Café du Nord", "日本", "😀", "--", "-x"})
        == "nothing");
  CHECK(said_of({"--set", "a=", "=", "--a=b="}) == "nothing");
  CHECK(said_of({}) == "nothing");
}

TEST_CASE("bytes that are no UTF-8 are refused by their position") {
  const std::string reason
    = " is not UTF-8 but another encoding, such as Latin-1: ";
  CHECK(said_of({"submit", "Caf\xe9 du Nord", "S\xe3o Paulo"})
        == "argument 2" + reason + "Caf\\xe9 du Nord");
  CHECK(said_of({"submit", "A", "--region", "S\xe3o"})
        == "--region" + reason + "S\\xe3o");
  CHECK(said_of({"--region=S\xe3o"})
        == "argument 1" + reason + "--region=S\\xe3o");
  // UTF-16, a lone surrogate, and a character that was cut.
  for (const auto* word : {"\xff\xfe", "\xed\xa0\x80", "\xe6\x97"})
    CHECK(arguments::objection_to({word}));
}

TEST_CASE("a word that is long is shown by its beginning") {
  const auto said = said_of({std::string(100, 'a') + "\xe9"});
  CHECK(said.ends_with(": " + std::string(60, 'a') + "..."));
}

TEST_CASE("an empty word is refused by the flag that it belongs to") {
  CHECK(said_of({"--data", ""}) == "--data is empty");
  CHECK(said_of({"--data="}) == "--data is empty");
  CHECK(said_of({"--data=", "--port", "0"}) == "--data is empty");
  CHECK(said_of({"show", ""}) == "argument 2 is empty");
  CHECK(said_of({"--data=x", ""}) == "argument 2 is empty");
  CHECK(said_of({""}) == "argument 1 is empty");
}

TEST_CASE("a word in which nothing can be seen is refused like an empty one") {
  for (const auto* blank : {" ", "\t\n", "\u00a0", "\u3000\u2003", "\u200b"}) {
    CHECK(said_of({"--data", blank}) == "--data is blank");
    CHECK(said_of({"--data=" + std::string{blank}}) == "--data is blank");
    CHECK(said_of({"show", blank}) == "argument 2 is blank");
  }
  CHECK(said_of({"--set", "a= "}) == "nothing");
  CHECK(said_of({"--set=a= ", " x ", "."}) == "nothing");
}

TEST_CASE("a flag is no value of another") {
  CHECK(refusal_of({"--data", "--quiet", "sub"})
        == "--data: has no value before --quiet");
  CHECK(refusal_of({"sub", "--count", "--data=x"})
        == "--count: has no value before --data=x");
  CHECK(refusal_of({"--data", "--else", "sub"}).empty());
  CHECK(refusal_of({"--data", "-", "sub", "a", "b"}).empty());
}

TEST_CASE("what is counted from 0 on takes no minus and no more than fits") {
  for (const auto* good : {"0", "65535"})
    CHECK(refusal_of({"sub", "--port", good}).empty());
  CHECK(refusal_of({"sub", "--seed", "18446744073709551615"}).empty());
  for (const auto* bad :
       {"-1", "-0", "+1", "18446744073709551616", "1.0", "007"})
    for (const auto* flag : {"--port", "--seed"}) {
      INFO(flag << " " << bad);
      CHECK(refusal_of({"sub", flag, bad})
            == std::string{flag} + ": is no whole number from 0 on: " + bad);
    }
  CHECK_FALSE(refusal_of({"sub", "--port", "65536"}).empty());
  CHECK_FALSE(refusal_of({"sub", "--count", "2147483648"}).empty());
  CHECK_FALSE(refusal_of({"sub", "--count", "18446744073709551615"}).empty());
}

TEST_CASE("a number is plain and decimal") {
  for (const auto* good : {"0", "-3", "2147483647"})
    CHECK(refusal_of({"sub", "--count", good}).empty());
  for (const auto* bad :
       {"0x10", "010", "-07", "1e3", "3.5", "+3", " 3", "3 ", "three"}) {
    INFO(bad);
    CHECK(refusal_of({"sub", "--count", bad})
          == "--count: is no whole number: " + std::string{bad});
  }
  for (const auto* good : {"0.5", "-1", "1e3"})
    CHECK(refusal_of({"sub", "--share", good}).empty());
  for (const auto* bad : {"nan", "inf", "-inf", "1e999", "0x1p3", "1,5"}) {
    INFO(bad);
    CHECK(refusal_of({"sub", "--share", bad})
          == "--share: is no number: " + std::string{bad});
  }
}
