#include "io/llm/wire/response/sse_parser.hpp"
#include "tests/io/llm/anthropic/transcripts.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io::llm;

namespace {

using events = std::vector<wire::sse_event>;

/// Reads pieces of a size, 0 for all at once.
events read(std::string_view bytes, std::size_t size = 0) {
  wire::sse_parser parser;
  events result;
  while (!bytes.empty()) {
    auto piece = bytes.substr(0, size == 0 ? bytes.size() : size);
    CHECK(parser.feed(piece, result) == wire::sse_state::reading);
    bytes.remove_prefix(piece.size());
  }
  return result;
}

} // namespace

TEST_CASE("events are read as the standard has them") {
  using namespace std::string_literals;
  auto table = std::vector<std::pair<std::string, events>>{
    {"data: a\n\n", {{"", "a"}}},
    {"event: e\ndata: a\n\n", {{"e", "a"}}},
    {"data: a\nevent: e\n\n", {{"e", "a"}}},
    {"event: e\nevent: f\ndata: a\n\n", {{"f", "a"}}},
    {"data: a\r\n\r\n", {{"", "a"}}},
    {"data: a\r\rdata: b\n\n", {{"", "a"}, {"", "b"}}},
    {"data: a\n\r\ndata: b\r\n\n", {{"", "a"}, {"", "b"}}},
    {"data: a\r\n\rdata: b\r\n\r\n", {{"", "a"}, {"", "b"}}},
    {"\xef\xbb\xbf"
     "data: a\n\n",
     {{"", "a"}}},
    {"data: \xef\xbb\xbf\n\n", {{"", "\xef\xbb\xbf"}}},
    {"\xef\xbb"
     "data: a\ndata: b\n\n",
     {{"", "b"}}},
    {"\n\xef\xbb\xbf"
     "data: a\ndata: b\n\n",
     {{"", "b"}}},
    {": comment\ndata: a\n:\n: x: y\n\n", {{"", "a"}}},
    {": comment\n\n", {}},
    {"data: a\ndata: b\n\n", {{"", "a\nb"}}},
    {"data: a\ndata\ndata:\n\n", {{"", "a\n\n"}}},
    {"data:a\n\n", {{"", "a"}}},
    {"data:  a \n\n", {{"", " a "}}},
    {"data: a: b\n\n", {{"", "a: b"}}},
    {"data\n\n", {{"", ""}}},
    {"event: e\n\n", {}},
    {"event: e\n\ndata: a\n\n", {{"", "a"}}},
    {"id: 1\nretry: 5\nfoo: bar\ndata: a\n\n", {{"", "a"}}},
    {" data: a\nDATA: b\n\n", {}},
    {"data: a\n", {}},
    {"data: a", {}},
    {"data: a\n\ndata: b\n", {{"", "a"}}},
    {"data: a\0b\n\n"s, {{"", "a\0b"s}}},
    {"data: {\"x\":\"\xe2\x80\xa8\"}\n\n", {{"", "{\"x\":\"\xe2\x80\xa8\"}"}}},
    {"\r\n\r\n\n\n", {}},
    {"", {}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(read(text) == expected);
    CHECK(read(text, 1) == expected);
  }
}

TEST_CASE("what lacks its end is found when nothing more comes") {
  auto table = std::vector<std::pair<std::string, events>>{
    {"event: e\ndata: a", {{"e", "a", true}}},
    {"event: e\ndata: a\n", {{"e", "a", true}}},
    {"event: e\ndata: a\r\n", {{"e", "a", true}}},
    {"data: a\n\ndata: b\n", {{"", "a"}, {"", "b", true}}},
    {"data: a\n\n", {{"", "a"}}},
    {"event: e\n", {}},
    {"{\"a\":1}", {{"", "{\"a\":1}\n", true}}},
    {"error: x", {{"error", "x", true}}},
    {"", {}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    wire::sse_parser parser;
    events found;
    parser.feed(text, found);
    parser.finish(found);
    CHECK(found == expected);
    parser.finish(found);
    CHECK(found == expected);
  }
}

TEST_CASE("errors that are no events are stray") {
  auto table = std::vector<std::pair<std::string, events>>{
    {"error: {\"a\":1}\n\n", {{"error", "{\"a\":1}", true}}},
    {"{\"a\":1}\n\n", {{"", "{\"a\":1}\n", true}}},
    {"{\n  \"a\": 1\n}\n\n", {{"", "{\n  \"a\": 1\n}\n", true}}},
    {"data: a\n{\"b\":1}\n\n", {{"", "a"}, {"", "{\"b\":1}\n", true}}},
    {"{\"b\":1}\ndata: a\n\n", {{"", "a"}, {"", "{\"b\":1}\n", true}}},
    {"plain words\n\nfoo: {}\n\n", {}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(read(text) == expected);
    CHECK(read(text, 1) == expected);
  }
}

TEST_CASE("a transcript is the same however it is cut") {
  auto with_ends = [](const char* end) {
    std::string result;
    for (auto letter : dossier::test::whole_message("é\\u00e9 – {\\\"a\\\":1}"))
      result += letter == '\n' ? std::string{end} : std::string{letter};
    return result;
  };
  for (const auto* end : {"\n", "\r", "\r\n"}) {
    const auto text = with_ends(end);
    const auto whole = read(text);
    REQUIRE(whole.size() == 7);
    CHECK(whole.front().name == "message_start");
    for (std::size_t at = 1; at < text.size(); ++at) {
      wire::sse_parser parser;
      events parts;
      parser.feed(std::string_view{text}.substr(0, at), parts);
      parser.feed(std::string_view{text}.substr(at), parts);
      REQUIRE(parts == whole);
    }
    for (std::size_t size = 1; size < 9; ++size)
      CHECK(read(text, size) == whole);
  }
}

TEST_CASE("an event is complete with the byte that ends it") {
  wire::sse_parser parser;
  events found;
  parser.feed("data: a\r\n", found);
  CHECK(found.empty());
  parser.feed("\r", found);
  CHECK(found.size() == 1);
  parser.feed("\ndata: b\r\r", found);
  CHECK(found.size() == 2);
}

TEST_CASE("no event is larger than allowed") {
  events found;
  SECTION("in one line") {
    wire::sse_parser parser{10};
    CHECK(parser.feed("data: 1234\n\n", found) == wire::sse_state::reading);
    CHECK(parser.feed("data: 12345\n\n", found) == wire::sse_state::too_large);
    CHECK(parser.feed("data: a\n\n", found) == wire::sse_state::too_large);
    CHECK(found == events{{"", "1234"}});
  }
  SECTION("in several lines") {
    wire::sse_parser parser{20};
    CHECK(parser.feed("data: 12345\ndata: 12345\n", found)
          == wire::sse_state::reading);
    CHECK(parser.feed("data: 12345\n", found) == wire::sse_state::too_large);
  }
  SECTION("in a line without an end") {
    wire::sse_parser parser{20};
    auto state = wire::sse_state::reading;
    for (int i = 0; i < 21; ++i)
      state = parser.feed("x", found);
    CHECK(state == wire::sse_state::too_large);
    parser.finish(found);
    CHECK(found.empty());
  }
  SECTION("in lines of JSON that are no field") {
    wire::sse_parser parser{20};
    auto state = wire::sse_state::reading;
    for (int i = 0; i < 21; ++i)
      state = parser.feed("{}\n", found);
    CHECK(state == wire::sse_state::too_large);
  }
  SECTION("and small ones are without number") {
    wire::sse_parser parser{20};
    for (int i = 0; i < 100; ++i)
      parser.feed("data: 12345\n\n", found);
    CHECK(found.size() == 100);
  }
}
