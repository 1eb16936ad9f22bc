#include "actors/report/extraction.hpp"

#include <catch2/catch.hpp>

using namespace dossier::report;
using nlohmann::json;

namespace {

struct example {
  const char* name;
  std::string text;
  const char* document;
  rung found;
};

json document_in(std::string_view text) {
  auto outcome = extract(text);
  const auto* found = std::get_if<extracted>(&outcome);
  REQUIRE(found);
  return found->document;
}

std::string refusal_of(std::string_view text) {
  auto outcome = extract(text);
  const auto* fault = std::get_if<malformed>(&outcome);
  REQUIRE(fault);
  return fault->reason;
}

std::string nested(std::size_t depth) {
  return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']')
         + "}";
}

} // namespace

TEST_CASE("one object is found alone, in a fence and amid prose") {
  auto corpus = std::vector<example>{
    {"alone", R"({"a":1})", R"({"a":1})", rung::alone},
    {"byte order mark and blanks", "\xEF\xBB\xBF \n{\"a\":1}\n", R"({"a":1})",
     rung::alone},
    {"blanks of other scripts", "\u3000\u00a0{\"a\":1}\u2028\ufeff",
     R"({"a":1})", rung::alone},
    {"fence", "```json\n{\"a\":1}\n```", R"({"a":1})", rung::fenced},
    {"fence without language", "```\n{\"a\":1}\n```\n", R"({"a":1})",
     rung::fenced},
    {"unclosed fence", "```json\n{\"a\":1}\n", R"({"a":1})", rung::fenced},
    {"prose before", "Here it is: {\"a\":1}", R"({"a":1})", rung::embedded},
    {"prose after", "{\"a\":1}\nHope this helps!", R"({"a":1})",
     rung::embedded},
    {"braces in strings", R"(x {"a":"} {"} y)", R"({"a":"} {"})",
     rung::embedded},
    {"escaped quote", R"(x {"a":"\"}"} y)", R"({"a":"\"}"})", rung::embedded},
    {"fence inside a string", R"({"a":"```json {} ```"} done)",
     R"({"a":"```json {} ```"})", rung::embedded},
    {"braces in prose", R"(The set {x} gives {"a":1})", R"({"a":1})",
     rung::embedded},
    {"open brace in prose", R"(Use { here: {"a":1})", R"({"a":1})",
     rung::embedded},
    {"half a character", R"({"a":"x\ud83dy \uDE80"})",
     R"({"a":"x\ufffdy \ufffd"})", rung::alone},
    {"half a character in a key, amid prose", R"(So: {"\ud83d":1}.)",
     R"({"\ufffd":1})", rung::embedded},
    {"a byte that is no text", "{\"a\":\"caf\xe9\"}", R"({"a":"caf\ufffd"})",
     rung::alone},
    {"longest of two", R"({"a":1} {"b":22})", R"({"b":22})", rung::embedded},
    {"fenced before longer", "{\"b\":22222}\n```json\n{\"a\":1}\n```",
     R"({"a":1})", rung::fenced},
  };
  for (const auto& [name, text, document, found] : corpus) {
    INFO(name);
    auto outcome = extract(text);
    REQUIRE(std::holds_alternative<extracted>(outcome));
    CHECK(std::get<extracted>(outcome).document == json::parse(document));
    CHECK(std::get<extracted>(outcome).found == found);
  }
}

TEST_CASE("what is not one object is malformed, with a reason") {
  auto corpus = std::vector<std::pair<std::string, std::string>>{
    {"", "empty"},
    {" \n", "empty"},
    {"\n\n  \n", "empty"},
    {"\u00a0\u3000\u2028", "empty"},
    {"\ufeff\u200b", "empty"},
    {"I cannot do that.", "parse error"},
    {"[1, 2]", "found array"},
    {"3", "found number"},
    {R"({"a":1,"a":2})", "twice"},
    {R"({"a":{"b":1,"b":2}})", "twice"},
    {R"(Sure: {"a":1,"a":2})", "twice"},
    {R"({"a":NaN})", "invalid literal"},
    {R"({"a":Infinity})", "invalid literal"},
    {R"({"a":1e999})", "overflow"},
    {R"({"a":1,})", "parse error"},
    {nested(65), "deeper than 64"},
    {std::string(max_document_bytes + 1, ' '), "bytes"},
  };
  for (const auto& [text, reason] : corpus) {
    INFO(text.substr(0, 80));
    CHECK_THAT(refusal_of(text), Catch::Contains(reason));
  }
}

TEST_CASE("a truncated object is not replaced by one of its parts") {
  CHECK_FALSE(refusal_of(R"({"a":1,"b":{"c":2})").empty());
  CHECK_FALSE(refusal_of("```json\n{\"a\":[{\"c\":2},{\"d\"").empty());
}

TEST_CASE("nesting up to the limit is read") {
  CHECK(document_in(nested(64)).contains("a"));
}

TEST_CASE("of several objects the one that is asked for wins") {
  auto wanted = [](const json& document) { return document.contains("b"); };
  auto outcome = extract(R"({"a":"long and longer"} {"b":1})", wanted);
  CHECK(std::get<extracted>(outcome).document == json{{"b", 1}});
}

TEST_CASE("equal keys in different objects are no repeat") {
  CHECK(document_in(R"({"a":{"k":1},"b":{"k":1},"k":[{"k":1},{"k":2}]})").size()
        == 3);
}

TEST_CASE("hostile text costs a bounded number of scans") {
  auto many = [](std::string_view piece) {
    std::string text;
    while (text.size() + piece.size() <= max_document_bytes)
      text += piece;
    return text;
  };
  for (auto piece : {"{", "[", "{\"a\":", "{x}", "\n```\n{x}"})
    CHECK_FALSE(refusal_of(many(piece)).empty());
  CHECK(document_in(many("{}")).empty());
}
