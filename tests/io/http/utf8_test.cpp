#include "io/utf8.hpp"

#include <catch2/catch.hpp>

TEST_CASE("text is told from bytes") {
  using dossier::io::is_utf8;
  CHECK(
    is_utf8("ascii \xC2\x80 \xE0\xA0\x80 \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
  for (const auto* bytes :
       {"\x80", "\xC1\x81", "\xC2", "\xE0\x9F\x80", "\xED\xA0\x80", "\xE1\x80",
        "\xF0\x8F\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80"})
    CHECK_FALSE(is_utf8(bytes));
}
