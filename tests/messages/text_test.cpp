#include "messages/text.hpp"

#include <catch2/catch.hpp>

using namespace dossier;

TEST_CASE("each trim takes from both ends what it names") {
  CHECK(trim_blanks(" \t a b\t ") == "a b");
  CHECK(trim_blanks("\na ") == "\na");
  CHECK(trim_spaces("  a b ") == "a b");
  CHECK(trim_spaces(" \ta ") == "\ta");
  CHECK(trim_lines(" \n\ta\n b \n") == "a\n b");
  CHECK(trim_lines("a\r\n") == "a\r");
}

TEST_CASE("trimmed to nothing is empty") {
  CHECK(trim_blanks(" \t").empty());
  CHECK(trim_spaces("").empty());
  CHECK(trim_lines("\n \n").empty());
}

TEST_CASE("a trim leaves blanks of other scripts") {
  CHECK(trim_lines("\u00a0a\u3000") == "\u00a0a\u3000");
}

TEST_CASE("the same text may differ by the case of ASCII letters") {
  CHECK(same_text("LocalHost", "localhost"));
  CHECK(same_text("", ""));
  CHECK_FALSE(same_text("localhost", "localhost."));
  CHECK_FALSE(same_text("[", "{"));
  CHECK_FALSE(same_text("é", "É"));
}
