#include "messages/utf8.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace std::literals;

namespace {

std::vector<std::string> clusters_of(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty())
    result.emplace_back(utf8::take_cluster(text));
  return result;
}

char32_t first_of(std::string_view text) {
  return utf8::take(text).code;
}

} // namespace

// -- bytes --------------------------------------------------------------------

TEST_CASE("text is told from bytes") {
  CHECK(utf8::is_valid(
    "ascii \xC2\x80 \xE0\xA0\x80 \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
  CHECK(utf8::is_valid("a replacement character: \xEF\xBF\xBD"));
  for (const auto* bytes :
       {"\x80", "\xC1\x81", "\xC2", "\xE0\x9F\x80", "\xED\xA0\x80", "\xE1\x80",
        "\xF0\x8F\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80"})
    CHECK_FALSE(utf8::is_valid(bytes));
}

TEST_CASE("the last character comes off whole, also a broken one") {
  std::string_view text{"a\u00e9\U0001F355\xE6\x97\x80\x80\x80"};
  for (const auto* last : {"\x80", "\x80"}) {
    auto taken = utf8::take_last(text);
    CHECK(taken.bytes == last);
    CHECK(taken.code == U'\uFFFD');
  }
  CHECK(utf8::take_last(text).code == U'\u65C0');
  CHECK(utf8::take_last(text).code == U'\U0001F355');
  CHECK(utf8::take_last(text).code == U'\u00e9');
  CHECK(text == "a");
}

TEST_CASE("each broken sequence becomes one replacement character") {
  CHECK(utf8::repaired("Müller 日本 \U0001F355") == "Müller 日本 \U0001F355");
  CHECK(utf8::repaired("cut in a \xe6\x97") == "cut in a \uFFFD");
  CHECK(utf8::repaired("M\xFCnchen") == "M\uFFFDnchen");
  CHECK(utf8::repaired("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(utf8::repaired("\xF0\x9F\x8D"
                       "b")
        == "\uFFFD"
           "b");
}

TEST_CASE("characters are counted as code points") {
  CHECK(utf8::count("") == 0);
  CHECK(utf8::count("株式会社") == 4);
  CHECK(utf8::count("Cafe\u0301 \U0001F355") == 7);
}

TEST_CASE("a cut by bytes keeps code points whole at both ends") {
  CHECK(utf8::head("日本語", 9) == "日本語");
  CHECK(utf8::head("日本語", 8) == "日本");
  CHECK(utf8::head("日本語", 2).empty());
  CHECK(utf8::head("a\U0001F355", 4) == "a");
  CHECK(utf8::tail("日本語", 8) == "本語");
  CHECK(utf8::tail("\U0001F355z", 3) == "z");
  CHECK(utf8::tail("abc", 0).empty());
  auto no_text = std::string(100, '\x80');
  CHECK(utf8::head(no_text, 50).size() == 50);
  CHECK(utf8::tail(no_text, 50).size() == 47);
}

TEST_CASE("an excerpt ends between characters, with an ellipsis") {
  CHECK(utf8::excerpt("short", 5) == "short");
  CHECK(utf8::excerpt("日本語の文", 12) == "日本語…");
  CHECK(utf8::excerpt("日本語の文", 11) == "日本…");
  CHECK(utf8::excerpt("Cafe\u0301 au lait", 8) == "Caf…");
  CHECK(utf8::excerpt("\U0001F468\u200D\U0001F469 family", 10) == "…");
}

// -- what a code point is -----------------------------------------------------

TEST_CASE("letters and digits of every script are told from what looks empty") {
  for (const auto* seen : {"a", "7", "ß", "株", "ا", "א", "ก", "д", "ʻ", "가",
                           "๗", "٣", "〇", "Ⅻ", "𝐀", "Ａ", "ア", "々", "ᏣᎳᎩ"}) {
    INFO(seen);
    CHECK(utf8::is_letter_or_digit(first_of(seen)));
    CHECK(utf8::is_visible(first_of(seen)));
  }
  for (const auto* other :
       {"\u3164", "\u115F",     "\u1160",     "\uFFA0", "\u2800", "\uFE0F",
        "\u0301", "\uE000",     "\U0001F355", "→",      "™",      "€",
        "½",      "①",          "²",          "-",      "_",      "\u200B",
        "\u00AD", "\U000E0041", "\uFFFD"}) {
    INFO(other);
    CHECK_FALSE(utf8::is_letter_or_digit(first_of(other)));
  }
  for (const auto* empty : {"\u3164", "\u115F", "\u2800", "\uFE0F", "\u0301",
                            "\uE000", "\u200B", "\u3000", "\u202E"}) {
    INFO(empty);
    CHECK_FALSE(utf8::is_visible(first_of(empty)));
  }
  for (const auto* seen : {"\U0001F355", "→", "™", "½", "#"})
    CHECK(utf8::is_visible(first_of(seen)));
}

TEST_CASE("what reverses or breaks a line is a control character") {
  for (auto code : {U'\0', U'\n', U'\x7f', U'\x85', U'\u2028', U'\u202E',
                    U'\u2066', U'\u2069', U'\u202A'})
    CHECK(utf8::is_control(code));
  for (auto code : {U' ', U'a', U'\u200D', U'\u200E', U'\u00AD', U'\u05D0'})
    CHECK_FALSE(utf8::is_control(code));
}

TEST_CASE("what leaves no trace is hidden, what spells is not") {
  for (auto code : {U'\u200B', U'\u00AD', U'\uFEFF', U'\u2060', U'\u200E',
                    U'\u200F', U'\u061C', U'\u180E'})
    CHECK(utf8::is_hidden(code));
  for (auto code : {U'\u200C', U'\u200D', U'\uFE0F', U'\U000E0067', U' ', U'a',
                    U'\u202E', U'\u0600'})
    CHECK_FALSE(utf8::is_hidden(code));
}

TEST_CASE("hyphens, dashes and the minus sign are dashes") {
  for (auto code : U"\u2010\u2011\u2012\u2013\u2014\u2015\u2212"sv)
    CHECK(utf8::is_dash(code));
  for (auto code : U"-\u200f\u2016\u2022_~"sv)
    CHECK_FALSE(utf8::is_dash(code));
}

TEST_CASE("white space of all scripts goes from both ends") {
  CHECK(utf8::trimmed(" \t\n Acme  Inc \r\n") == "Acme  Inc");
  CHECK(utf8::trimmed("\u3000\uFEFF\u00A0日本\u200B\u2003\u2028") == "日本");
  CHECK(utf8::trimmed("\u3000 \u00A0").empty());
  CHECK(utf8::is_blank(" \u2007\u202F\u2060\u205F\u1680\x0b"));
  CHECK_FALSE(utf8::is_blank("\u3000x"));
  CHECK(utf8::is_blank(""));
}

// -- comparing ----------------------------------------------------------------

TEST_CASE("what is the same to one who searches folds to the same text") {
  struct {
    const char* text;
    const char* folded;
  } const table[]{
    {"ACME & Sons-2", "acme & sons-2"},
    {"Nestlé Łódź Čapek", "nestle lodz capek"},
    {"Cafe\u0301", "cafe"},
    {"STRAßE Straẞe", "strasse strasse"},
    {"Ærø Œuvre Þór Ðuro", "aero oeuvre thor duro"},
    {"ﬁnance ﬄ", "finance ffl"},
    {"İSTANBUL Istanbul ısı", "istanbul istanbul isi"},
    {"ΟΔΥΣΣΕΎΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"},
    {"Ἀθῆναι ᾍδης Ἅιδης", "αθηναι αιδησ αιδησ"},
    {"ᾚἰᾗ ἪΙἸἯΙ ἢιἰἧι", "ηιιηι ηιιηι ηιιηι"},
    {"τῷ ΤΩΙ ω\u0345 \u1FBE", "τωι τωι ωι ι"},
    {"ЯНДЕКС Ёлка Йогурт", "яндекс елка йогурт"},
    {"Київ Київ", "київ київ"},
    {"Đặng Nguyễn ơƯ", "dang nguyen ou"},
    {"Tie\u0302\u0301ng Vie\u0323\u0302t", "tieng viet"},
    {"ＡＢＣ１２３　ﾄﾖﾀ", "abc123 とよた"},
    {"トヨタ とよた ﾄﾞﾗｺﾞﾝ", "とよた とよた どらごん"},
    {"か\u3099は\u309A", "がぱ"},
    {"ハハ パパ", "はは ぱぱ"},
    {"현대 \u1112\u1167\u11AB\u1103\u1162", "현대 현대"},
    {"กรุงเทพฯ", "กรุงเทพฯ"},
    {"हिन्दी", "हिन्दी"},
    {"شَرِكَة آرامكو أرامكو", "شركه ارامكو ارامكو"},
    {"می\u200Cخواهم ۱۲۳ ٤٥", "ميخواهم 123 45"},
    {"ٱلشركة ٲ ٳ \uFB50", "الشركه ا ا ا"},
    {"خانهٔ خانۀ گروہ گروۃ کے", "خانه خانه گروه گروه كي"},
    {"כּוֹכָב", "כוכב"},
    {"๑๒๓ ६७", "123 67"},
    {"soft\u00ADhyphen\u200Bx", "softhyphenx"},
    {"Acme™ Ⅻ m²", "acme  xii m2"},
    {"㍿ ㈱", "株式会社 (株)"},
    {"Oʼahu O’ahu", "o'ahu o’ahu"},
    {"𝐀𝐜𝐦𝐞", "acme"},
  };
  for (const auto& row : table)
    CHECK(utf8::fold(row.text) == row.folded);
}

TEST_CASE("a composed text folds like a decomposed one") {
  for (auto [composed, decomposed] :
       {std::pair{"é", "e\u0301"}, std::pair{"й", "и\u0306"},
        std::pair{"ї", "і\u0308"}, std::pair{"ё", "е\u0308"},
        std::pair{"한", "\u1112\u1161\u11AB"}, std::pair{"が", "か\u3099"},
        std::pair{"ệ", "e\u0302\u0323"}, std::pair{"Å", "\u212B"}})
    CHECK(utf8::fold(composed) == utf8::fold(decomposed));
  for (const auto* text : {"ᾚἰᾗ", "ᾼ", "ῷ", "ᾷ", "ᾍδης"}) {
    const auto folded = utf8::fold(text);
    CHECK(utf8::fold(folded) == folded);
  }
  CHECK(utf8::fold("й") != utf8::fold("и"));
  CHECK(utf8::fold("が") != utf8::fold("か"));
}

TEST_CASE("folding reads broken text to its end, and folds twice to the same") {
  CHECK(utf8::fold("A\xFFZ") == "a\uFFFDz");
  for (const auto* text : {"Straße İ ﬁ ｶﾞ Й ᾍ ½ ﷺ", "Dž ŉ ſ ΐ և"}) {
    auto once = utf8::fold(text);
    CHECK(utf8::fold(once) == once);
  }
}

// -- columns ------------------------------------------------------------------

TEST_CASE("a text is as wide as a terminal shows it") {
  struct {
    const char* text;
    std::size_t cells;
  } const table[]{
    {"", 0},
    {"Plain Co", 8},
    {"🚀 Rocket Co", 12},
    {"🟢 Green Co", 11},
    {"✅ Check Co", 11},
    {"⚡ Volt Co", 10},
    {"🪐 Saturn Co", 12},
    {"👨\u200D👩\u200D👧\u200D👦", 2},
    {"🏳️\u200D🌈", 2},
    {"🇩🇪", 2},
    {"🇩🇪🇫🇷", 4},
    {"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", 2},
    {"👍🏽", 2},
    {"❤\uFE0F", 2},
    {"❤", 1},
    {"1\uFE0F\u20E3", 2},
    {"株式会社", 8},
    {"ｶﾞ", 2},
    {"Ａ", 2},
    {"가\u1112\u1161\u11AB", 4},
    {"e\u0301\u0323", 1},
    {"กรุงเทพ", 6},
    {"น้ำ", 2},
    {"हिन्दी", 3},
    {"שלום", 4},
    {"a\u200Bb\u2060c", 3},
    {"±§°…–", 5},
    {"\uFFFD", 1},
  };
  for (const auto& row : table) {
    INFO(row.text);
    CHECK(utf8::width(row.text) == row.cells);
  }
}

TEST_CASE("a cluster is what a reader sees as one character") {
  using strings = std::vector<std::string>;
  CHECK(clusters_of("ae\u0301z") == strings{"a", "e\u0301", "z"});
  CHECK(clusters_of("🇩🇪🇫🇷") == strings{"🇩🇪", "🇫🇷"});
  CHECK(clusters_of("👨\u200D👩x") == strings{"👨\u200D👩", "x"});
  CHECK(clusters_of("👍🏽❤\uFE0F") == strings{"👍🏽", "❤\uFE0F"});
  CHECK(clusters_of("กำ") == strings{"กำ"});
  CHECK(clusters_of("\xFF\xFE") == strings{"\xFF", "\xFE"});
}
