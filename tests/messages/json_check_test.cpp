#include "messages/json_check.hpp"

#include <catch2/catch.hpp>

using dossier::check_json;
using dossier::is_empty_object;

namespace {

std::string fault_of(std::string_view text) {
  return check_json(text, 64).value_or("");
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

TEST_CASE("JSON that everybody reads the same way passes") {
  for (const auto* text :
       {"{}", " [1, -2.5e3, true, false, null] ", "\"\\ud83d\\ude00 ø\"",
        R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})", "0"}) {
    INFO(text);
    CHECK(fault_of(text).empty());
  }
  CHECK(fault_of(nested(64)).empty());
}

TEST_CASE("other JSON is refused") {
  for (const auto* text : {"",
                           " ",
                           "{",
                           "{}x",
                           "{} {}",
                           "[1,]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "'a'",
                           "NaN",
                           "[Infinity]",
                           "[-Infinity]",
                           "[01]",
                           "[+1]",
                           "[.5]",
                           "[1e999]",
                           "\"\\ud83d\"",
                           "\"\\ude00\"",
                           "\"\\ud83d\\u0041\"",
                           "\"\xFF\"",
                           "\"\xC0\xAF\"",
                           "\"\xED\xA0\x80\"",
                           "\"a\nb\"",
                           "\"\\x41\"",
                           "/* a */ 1",
                           "{\"a\":1,\"a\":2}",
                           "{\"a\":1,\"\\u0061\":2}"}) {
    INFO(text);
    CHECK_FALSE(fault_of(text).empty());
  }
  CHECK_FALSE(fault_of(nested(65)).empty());
  CHECK_FALSE(fault_of(std::string(100'000, '[')).empty());
}

TEST_CASE("a refusal says where") {
  CHECK(fault_of("{\"a\": }") == "this is not JSON: line 1, column 7, byte 7");
  CHECK(fault_of("{\n  \"a\": 1,\n  \"a\": 2\n}")
        == "the key \"a\" occurs twice: line 3, column 5, byte 17");
  CHECK(fault_of(nested(65))
        == "deeper than 64 levels: line 1, column 65, byte 65");
  CHECK(fault_of("{}\nx") == "this is not JSON: line 2, column 1, byte 4");
}

TEST_CASE("a long key is named by its beginning, in whole characters") {
  std::string key;
  for (int i = 0; i < 100; ++i)
    key += "鍵";
  const auto text = "{\"" + key + "\":1,\"" + key + "\":2}";
  const auto fault = fault_of(text);
  CHECK(fault.starts_with("the key \"" + key.substr(0, 12 * 3) + "…\" occurs"));
}

TEST_CASE("an object without members is empty") {
  for (const auto* text : {"{}", " { } "})
    CHECK(is_empty_object(text));
  for (const auto* text : {"[]", "null", "0", R"({"a":1})"})
    CHECK_FALSE(is_empty_object(text));
}
