#include "messages/hash.hpp"

#include <catch2/catch.hpp>

using dossier::content_hash;

TEST_CASE("content hashes are those of the published 128-bit FNV-1a") {
  CHECK(content_hash("") == "6c62272e07bb014262b821756295c58d");
  CHECK(content_hash("a") == "d228cb696f1a8caf78912b704e4a8964");
  CHECK(content_hash("foobar") == "343e1662793c64bf6f0d3597ba446f18");
}

TEST_CASE("bytes above 127 and zero bytes count towards the hash") {
  CHECK(content_hash("\xff") != content_hash("\x7f"));
  CHECK(content_hash(std::string_view{"\0", 1}) != content_hash(""));
}
