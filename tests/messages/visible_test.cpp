#include "messages/visible.hpp"

#include <catch2/catch.hpp>

using namespace dossier;

TEST_CASE("blanks of every script are not to be seen") {
  for (const auto* text :
       {"", " ", "\n\n  \n", "\t\r\v\f", "\x1c\x1f", "\x7f",
        // U+0085, U+00A0, U+1680, U+2000 to U+200A
        "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
        "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
        // lines and paragraphs, narrow, mathematical and ideographic spaces
        "\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
        // no width: joiners, directions, the byte order mark, soft hyphen
        "\u200b", "\u200c\u200d", "\u200e\u200f", "\u202a\u202e", "\u2060",
        "\u2066\u2069", "\ufeff", "\u00ad", "\ufe0f", "\u0301", "\U000e0020",
        // empty by design: Hangul fillers and Braille
        "\u115f\u1160", "\u3164", "\uffa0", "\u2800",
        "\ufeff \u3000\n\u00a0\u200b\r\n"}) {
    CAPTURE(text);
    CHECK_FALSE(has_visible(text));
  }
  CHECK_FALSE(has_visible(std::string_view{"\0 \0", 3}));
}

TEST_CASE("what leaves ink is to be seen") {
  for (const auto* text :
       {".", "0", " x ", "{}", "\u3000字", "\u00a0é", "\u200b-\u200b", "·",
        "\u2800\u2801", "\U0001f680", "❤\ufe0f", "\ufffd",
        // no UTF-8
        "\xff", "\xa0", "\xc2", "\xe3\x80", " \xed\xa0\xbd "}) {
    CAPTURE(text);
    CHECK(has_visible(text));
  }
}

TEST_CASE("the visible part loses nothing inside") {
  CHECK(visible_part("\ufeff\u3000 a\u00a0 b \n\u2029") == "a\u00a0 b");
  CHECK(visible_part("字 \u200b字") == "字 \u200b字");
  CHECK(visible_part("\xff \xe3\x80 ") == "\xff \xe3\x80");
  CHECK(visible_part("\u3000").empty());
}
