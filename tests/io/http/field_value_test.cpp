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

TEST_CASE("a type weighs what its most specific range says") {
  struct {
    const char* accept;
    int weight;
  } const table[]{
    {"text/html", 1000},
    {"TEXT/Html", 1000},
    {"a/b, text/html;q=0.5", 500},
    {"text/html;q=0.001", 1},
    {"text/html;Q=1.000", 1000},
    {"text/html; charset=utf-8", 1000},
    {"a/b;x=\",\", text/html;q=0.25", 250},
    {"*/*", 1000},
    {"text/*;q=0.3", 300},
    {"*/*, text/*;q=0.3", 300},
    {"text/*;q=0.3, text/html;q=0.7, text/html;level=1, */*;q=0.5", 700},
    {"text/html;q=0, */*", 0},
    {"text/html;q=0.2, text/html;charset=UTF-8;q=0.4", 400},
    {"text/html;level=1;q=0.6, text/*;q=0.1", 600},
    {"", 0},
    {"text/html;q=0", 0},
    {"text/html;q=0.", 0},
    {"text/html;q=1.", 1000},
    {"text/html; Q=0.000", 0},
    {"text/htmls", 0},
    {"tex/*", 0},
    {"*/html", 0},
    {"a/b;x=\", text/html\"", 0},
    // A weight that is none makes the range none.
    {"text/html;q=2", 0},
    {"text/html;q=1.001", 0},
    {"text/html;q=0.1234", 0},
    {"text/html;q=.5", 0},
    {"text/html;q=-1", 0},
    {"text/html;q=x, text/*;q=0.2", 200},
  };
  for (const auto& row : table) {
    INFO(row.accept);
    CHECK(preference_for("text/html", row.accept).weight == row.weight);
  }
  CHECK(preference_for("text/html", "text/html").is_named);
  CHECK_FALSE(preference_for("text/html", "text/*, */*").is_named);
}

TEST_CASE("of two types the one that weighs more is preferred") {
  for (const auto* accept :
       {"a/b", "a/b, c/d", "c/d, a/b", "a/b, */*", "a/*", "*/*, c/d;q=0.5",
        "a/b;q=0.2, c/d;q=0.1", "c/d;q=0, */*;q=0.001"}) {
    INFO(accept);
    CHECK(prefers("a/b", "c/d", accept));
  }
  for (const auto* accept :
       {"", "*/*", "c/d", "e/f", "a/b;q=0.999, c/d", "a/*, c/*", "a/b;q=0, */*",
        "a/b;q=0, c/d;q=0", "a/b;q=0.5, */*"}) {
    INFO(accept);
    CHECK_FALSE(prefers("a/b", "c/d", accept));
  }
}
