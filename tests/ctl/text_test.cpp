#include "messages/utf8.hpp"
#include "tools/ctl/text/display.hpp"
#include "tools/ctl/text/format.hpp"
#include "tools/ctl/text/table.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::ctl;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

TEST_CASE("text from the server cannot steer the terminal") {
  CHECK(printable("\x1b[31mred\x07") == "[31mred");
  CHECK(printable("a\xC2\x9B"
                  "31mb")
        == "a31mb");
  CHECK(printable("in\xE2\x80\xAEvert") == "invert");
  CHECK(printable("a\nb\tc\r") == "a\nb c");
}

TEST_CASE("broken UTF-8 is replaced byte by byte") {
  CHECK(printable("a\xFF"
                  "b")
        == "a\xEF\xBF\xBD"
           "b");
  CHECK(printable("\xC3") == "\xEF\xBF\xBD");
  CHECK(printable("\xC0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(printable("\xED\xA0\x80").find("\xED") == std::string::npos);
  CHECK(printable("grün 東京 🏭") == "grün 東京 🏭");
}

TEST_CASE("what leaves no trace is not printed, what spells is") {
  CHECK(printable("Ac\u00ADme\u200B\uFEFF \u200EAG") == "Acme AG");
  CHECK(printable("می\u200Cخواهم 👨\u200D👩 ❤\uFE0F")
        == "می\u200Cخواهم 👨\u200D👩 ❤\uFE0F");
}

TEST_CASE("one line has no break and no double space") {
  CHECK(one_line("  a\n\n b  c \n") == "a b c");
}

TEST_CASE("a cut text ends with an ellipsis and keeps whole letters") {
  CHECK(fit("grün", 4) == "grün");
  CHECK(fit("grünes", 4) == "grü…");
  CHECK(utf8::width(fit("東京都", 4)) <= 4);
  CHECK(fit("東京都", 2) == "…");
  CHECK(fit("abc", 1) == "…");
  CHECK(fit("abc", 0).empty());
}

TEST_CASE("a cut keeps whole what a reader sees as one character") {
  CHECK(fit("👨\u200D👩\u200D👧 family", 4) == "👨\u200D👩\u200D👧 …");
  CHECK(fit("👨\u200D👩\u200D👧 family", 2) == "…");
  CHECK(fit("🇩🇪🇫🇷🇮🇹", 5) == "🇩🇪🇫🇷…");
  CHECK(fit("e\u0301e\u0301e\u0301", 2) == "e\u0301…");
  CHECK(fit("กำกำ", 3) == "กำ…");
  CHECK(fit("1\uFE0F\u20E3 one", 3) == "1\uFE0F\u20E3…");
  CHECK(wrap("株式会社", 4) == strings{"株式", "会社"});
  CHECK(wrap("👍🏽👍🏽👍🏽", 4)
        == strings{"👍🏽👍🏽", "👍🏽"});
}

TEST_CASE("columns line up whatever the names are made of") {
  table names{{{"NAME"}, {"N"}}};
  for (const auto* name :
       {"Plain Co", "🚀 Rocket Co", "🟢 Green Co", "✅ Check Co", "⚡ Volt Co",
        "🪐 Saturn Co", "👨\u200D👩\u200D👧 Family", "🇩🇪 Flag", "👍🏽 Skin",
        "❤\uFE0F Heart", "株式会社", "ｶﾞ ﾄﾞ", "กรุงเทพ", "नमस्ते",
        "e\u0301te\u0301", "שלום", "a\u200Bb", "± § °"})
    names.add({std::string{name}, std::string{"1"}});
  auto lines = names.lines(0, overflow::cut, colours::off);
  auto column = utf8::width(lines[0]);
  for (const auto& line : lines) {
    INFO(line);
    CHECK(utf8::width(line) == column);
  }
}

TEST_CASE("lines break at spaces") {
  CHECK(wrap("one two three", 7) == strings{"one two", "three"});
  CHECK(wrap("a\n\nb", 7) == strings{"a", "", "b"});
  CHECK(wrap("", 7) == strings{""});
}

TEST_CASE("a word wider than the line breaks inside") {
  CHECK(wrap("abcdefgh", 4) == strings{"abcd", "efgh"});
  CHECK(wrap("abcdefgh ij", 4) == strings{"abcd", "efgh", "ij"});
  CHECK(wrap("x abcdefghi", 4) == strings{"x", "abcd", "efgh", "i"});
}

TEST_CASE("columns line up and figures keep to the right") {
  table jobs{{{"NAME"}, {"COST", side::right}}};
  jobs.add({std::string{"Grün"}, std::string{"$1.00"}});
  jobs.add({std::string{"B"}, std::string{"$12.00"}});
  CHECK(jobs.lines(0, overflow::cut, colours::off)
        == strings{"NAME    COST", "Grün   $1.00", "B     $12.00"});
}

TEST_CASE("a table shrinks its widest column to fit") {
  table jobs{{{"ID"}, {"TEXT"}}};
  jobs.add({std::string{"1"}, std::string{"one two three four"}});
  CHECK(jobs.lines(12, overflow::cut, colours::off)
        == strings{"ID  TEXT", "1   one two…"});
  CHECK(jobs.lines(12, overflow::wrap, colours::off)
        == strings{"ID  TEXT", "1   one two", "    three", "    four"});
}

TEST_CASE("an id stays whole, and what matters least goes first") {
  using enum when_narrow;
  table jobs{
    {{"JOB", side::left, stays}, {"NAME"}, {"DATE", side::left, goes}}};
  jobs.add({std::string{"01JABCDEF"}, std::string{"a name"},
            std::string{"2026-11-02"}});
  CHECK(jobs.lines(20, overflow::cut, colours::off)
        == strings{"JOB        NAME", "01JABCDEF  a name"});
  CHECK(jobs.lines(0, overflow::cut, colours::off).back()
        == "01JABCDEF  a name  2026-11-02");
}

TEST_CASE("figures read as people write them") {
  CHECK(format_duration(840ms) == "840 ms");
  CHECK(format_duration(12'340ms) == "12.3 s");
  CHECK(format_duration(59'960ms) == "1 m 00 s");
  CHECK(format_duration(125s) == "2 m 05 s");
  CHECK(format_duration(3720s) == "1 h 02 m");
  CHECK(format_duration(-5s) == "0 ms");
  CHECK(format_money(0.001) == "<$0.01");
  CHECK(format_money(0) == "$0.00");
  CHECK(format_share(0.454) == "45 %");
  CHECK(format_count(1234567) == "1,234,567");
  CHECK(format_count(-123) == "-123");
  CHECK(format_bytes(3210) == "3.2 kB");
}

TEST_CASE("times are read in UTC and refused when they are none") {
  auto start = dossier::parse_timestamp("2026-11-02T10:00:00.250Z");
  auto later = dossier::parse_timestamp("2026-11-02T10:00:01Z");
  REQUIRE(start);
  REQUIRE(later);
  CHECK(*later - *start == 750ms);
  CHECK_FALSE(dossier::parse_timestamp("soon"));
  CHECK_FALSE(dossier::parse_timestamp("2026-13-40T10:00:00Z"));
  CHECK_FALSE(dossier::parse_timestamp("2026-11-02T25:99:00Z"));
  CHECK(format_time("2026-11-02T10:12:05.250Z") == "2026-11-02 10:12");
  CHECK(format_clock("2026-11-02T10:12:05.250Z") == "10:12:05");
  CHECK(format_time("soon") == "soon");
}
