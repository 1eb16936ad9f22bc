#include "messages/code_units.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace dossier;
using nlohmann::json;

namespace {

/// The string in a JSON text, with stray units replaced.
std::string read_mended(std::string_view text) {
  return json::parse(with_whole_characters(text, stray_units::replaced))
    .get<std::string>();
}

/// A text that came in pieces, each as a JSON text of its own.
std::string read_pieces(const std::vector<const char*>& pieces) {
  text_joiner joiner;
  std::string result;
  for (const auto* piece : pieces)
    result += joiner.feed(
      units_of(json::parse(with_whole_characters(piece, stray_units::kept))
                 .get<std::string>()));
  return result + joiner.finish();
}

} // namespace

TEST_CASE("units that make no character are replaced in their place") {
  auto table = std::vector<std::pair<const char*, const char*>>{
    {R"("a\ud83db")", "a\ufffdb"},
    {R"("a\uDE80b")", "a\ufffdb"},
    {R"("\ude80\ud83d")", "\ufffd\ufffd"},
    {R"("\ud83d\ud83d\ude80")", "\ufffd🚀"},
    {R"("\uD83D\uDE80")", "🚀"},
    {R"("\ud83d\n\ude80")", "\ufffd\n\ufffd"},
    {R"("\\ud83d")", "\\ud83d"},
    {R"("\\\ud83d")", "\\\ufffd"},
    {R"("\"\ud83d\"")", "\"\ufffd\""},
    {R"("\u00e9 \ufffd \uffff")", "é \ufffd \uffff"},
    {"\"a\xff"
     "b\"",
     "a\ufffdb"},
    {"\"caf\xe9\"", "caf\ufffd"},
    {"\"\xf0\x9f\x9a\"", "\ufffd"},
    {"\"\xc0\xaf\"", "\ufffd\ufffd"},
    {"\"\xed\xa0\xbd\xed\xba\x80\"", "🚀"},
    {"\"\xed\xa0\xbd\\ude80\"", "🚀"},
    {"\"\xed\xa0\xbd \xed\xba\x80\"", "\ufffd \ufffd"},
    {"\"日本 🚀\"", "日本 🚀"},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(read_mended(text) == expected);
  }
}

TEST_CASE("what is no JSON for another reason stays so") {
  for (const auto* text : {"", "{", R"("\u12)", R"("\ud8zz")", R"("\x")",
                           "\"\\\xff\"", "\\", "\"a\\", "\xff"}) {
    CAPTURE(text);
    CHECK(json::parse(with_whole_characters(text, stray_units::replaced),
                      nullptr, false)
            .is_discarded());
  }
}

TEST_CASE("halves that come apart are put together") {
  auto table = std::vector<std::pair<std::vector<const char*>, const char*>>{
    {{R"("a \ud83d")", R"("\ude80 b")"}, "a 🚀 b"},
    {{R"("\uD83D")", R"("\uDE80")"}, "🚀"},
    {{R"("\ud83d")", R"("")", R"("\ude80")"}, "🚀"},
    {{R"("\ud83d")", R"("\ud83d")", R"("\ude80")"}, "\ufffd🚀"},
    {{R"("\ud83d")", R"("x")", R"("\ude80")"}, "\ufffdx\ufffd"},
    {{R"("x\ud83d")"}, "x\ufffd"},
    {{R"("\ude80x")"}, "\ufffdx"},
    {{"\"\xf0\x9f\"", "\"\x9a\x80 b\""}, "🚀 b"},
    {{"\"\xe6\"", "\"\x97\"", "\"\xa5\""}, "日"},
    {{"\"\xe6\"", "\"x\""}, "\ufffdx"},
    {{"\"\xed\xa0\xbd\"", "\"\xed\"", "\"\xba\x80\""}, "🚀"},
    {{"\"\xed\xa0\xbd\"", R"("\ude80")"}, "🚀"},
    {{"\"\xed\xa0\"", "\"\xbd\"", R"("\ude80")"}, "🚀"},
    {{"\"\xed\xa0\xbd\"", "\"\xed\"", "\"x\""}, "\ufffd\ufffdx"},
    {{"\"plain\"", "\" text\""}, "plain text"},
  };
  for (const auto& [pieces, expected] : table) {
    CAPTURE(pieces);
    CHECK(read_pieces(pieces) == expected);
  }
}

TEST_CASE("no more waits than may still make a character") {
  text_joiner joiner;
  CHECK(joiner.feed("ab\xf0\x9f") == "ab");
  CHECK(joiner.is_waiting());
  CHECK(joiner.feed("\x9a\x80") == "🚀");
  CHECK_FALSE(joiner.is_waiting());
  CHECK(joiner.feed("é") == "é");
  CHECK(joiner.finish().empty());
}

TEST_CASE("a mark of ours that was not ours stays what it was") {
  CHECK(units_of("a\uffff") == "a\uffff");
  CHECK(units_of("\uffff\ue100x") == "\uffff\ue100x");
  CHECK(units_of("\uffffé\uffff\ue041") == "\uffffé\x41");
}
