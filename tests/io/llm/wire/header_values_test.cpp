#include "io/llm/wire/response/header_values.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io::llm;

namespace {

using fields = std::vector<std::pair<std::string, std::string>>;
using list = std::vector<std::string>;

wire::response_head head(fields of) {
  return {200, std::move(of)};
}

wire::response_head typed(const char* type) {
  return head({{"content-type", type}});
}

} // namespace

TEST_CASE("a media type is compared without case and parameters") {
  for (const auto* type :
       {"text/event-stream", "Text/Event-Stream;charset=UTF-8",
        "TEXT/EVENT-STREAM ; charset=utf-8", "text/event-stream;",
        " text/event-stream\t; a=\"b;c\""}) {
    CAPTURE(type);
    CHECK(wire::media_type_in(typed(type)) == "text/event-stream");
  }
  CHECK(wire::media_type_in(typed("text/event-streams"))
        == "text/event-streams");
  CHECK(wire::media_type_in(typed("")).empty());
  CHECK(wire::media_type_in(head({})).empty());
}

TEST_CASE("a character set is found among the parameters") {
  for (const auto* type :
       {"text/html;charset=ISO-8859-1", "text/html; CharSet=\"iso-8859-1\"",
        "text/html; version=\"a;b\"; charset=Iso-8859-1; x=y"}) {
    CAPTURE(type);
    CHECK(wire::charset_in(typed(type)) == "iso-8859-1");
  }
  CHECK(wire::charset_in(typed("text/html")).empty());
  CHECK(wire::charset_in(typed("text/html; charset")).empty());
  CHECK(wire::charset_in(typed("text/html; xcharset=a")).empty());
  CHECK(wire::charset_in(head({})).empty());
}

TEST_CASE("a list is one over several lines") {
  const auto lists = head({{"a", "X, y"},
                           {"b", "no"},
                           {"a", ""},
                           {"a", ", \"Q,\\\",\" ,, z\t"},
                           {"a", "last"}});
  CHECK(wire::list_in(lists, "a")
        == list{"x", "y", "\"q,\\\",\"", "z", "last"});
  CHECK(wire::list_in(lists, "c").empty());
}

TEST_CASE("codings that must be undone are known in every spelling") {
  auto codings
    = [](fields of) { return wire::codings_in(head(std::move(of))); };
  CHECK(codings({}).empty());
  CHECK(codings({{"content-encoding", "Identity"}}).empty());
  CHECK(codings({{"content-encoding", "identity, IDENTITY,"}}).empty());
  CHECK(codings({{"content-encoding", ""}}).empty());
  CHECK(codings({{"transfer-encoding", "Chunked"}}).empty());
  CHECK(codings({{"content-encoding", "GZip"}}) == "gzip");
  CHECK(codings({{"content-encoding", "identity"},
                 {"content-encoding", "br , x-gzip"}})
        == "br, x-gzip");
  CHECK(
    codings({{"transfer-encoding", "gzip"}, {"transfer-encoding", "chunked"}})
    == "gzip");
}
