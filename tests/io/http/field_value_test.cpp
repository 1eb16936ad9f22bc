#include "io/http/field_value.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io::http;

TEST_CASE("a list is parted at commas, but not at those in quotes") {
  using elements = std::vector<std::string_view>;
  CHECK(list_elements("a, b ,\tc") == elements{"a", "b", "c"});
  CHECK(list_elements(", ,a,,b, ") == elements{"a", "b"});
  CHECK(list_elements("a;x=\"b,c\", d") == elements{"a;x=\"b,c\"", "d"});
  CHECK(list_elements("\"a\\\",b\",c") == elements{"\"a\\\",b\"", "c"});
  CHECK(list_elements("\"a, b") == elements{"\"a, b"});
  CHECK(list_elements("").empty());
}

TEST_CASE("a token is found in any case, whole, wherever it stands") {
  for (const auto* list : {"upgrade", "Keep-Alive, UPGRADE", ",,Upgrade ,x"})
    CHECK(has_token(list, "upgrade"));
  for (const auto* list :
       {"", "upgrades", "up grade", "\"upgrade\"", "x-upgrade"})
    CHECK_FALSE(has_token(list, "upgrade"));
}

TEST_CASE("a media type comes with its parameters") {
  const auto type = parse_media_type(
    "Application/JSON ; Charset=\"UTF-8\";v=1 ;; profile=\"a;\\\"b\\\"\";");
  REQUIRE(type);
  CHECK(type->essence == "Application/JSON");
  REQUIRE(type->parameters.size() == 3);
  CHECK(type->parameters[0].name == "Charset");
  CHECK(type->parameters[0].value == "UTF-8");
  CHECK(type->parameters[1].value == "1");
  CHECK(type->parameters[2].value == "a;\"b\"");
}

TEST_CASE("what is no media type is not taken for one") {
  for (const auto* text :
       {"", "json", "application/", "/json", "application/json, text/plain",
        "application/json; charset", "application/json; charset=",
        "application/json; charset=\"utf-8", "application/json; =utf-8",
        "application/json; charset = utf-8", "application/json charset=utf-8",
        "application/json; charset=\"utf-8\"x", "application/js on"}) {
    INFO(text);
    CHECK_FALSE(parse_media_type(text));
  }
}

TEST_CASE("a type is accepted when it is named with a weight") {
  for (const auto* accept :
       {"text/event-stream", "TEXT/Event-Stream", "a/b, text/event-stream",
        "text/event-stream;q=0.001", "text/event-stream; charset=utf-8",
        "text/event-stream;Q=1.0", "a/b;x=\",\", text/event-stream;q=0.5"}) {
    INFO(accept);
    CHECK(accepts(accept, "text/event-stream"));
  }
  for (const auto* accept :
       {"", "*/*", "text/*", "text/event-stream;q=0", "text/event-streams",
        "text/event-stream; Q=0.000", "a/b;x=\", text/event-stream\"",
        "text/event-stream;q=0, */*"}) {
    INFO(accept);
    CHECK_FALSE(accepts(accept, "text/event-stream"));
  }
}
