#include "io/net/authority.hpp"

#include <catch2/catch.hpp>

using dossier::io::net::authority_of;

TEST_CASE("an address is written as a URL wants it") {
  CHECK(authority_of("127.0.0.1", 8080) == "127.0.0.1:8080");
  CHECK(authority_of("localhost", 80) == "localhost:80");
  CHECK(authority_of("::1", 8080) == "[::1]:8080");
  CHECK(authority_of("0:0:0:0:0:0:0:1", 1) == "[0:0:0:0:0:0:0:1]:1");
  CHECK(authority_of("fe80::1%eth0", 8080) == "[fe80::1%25eth0]:8080");
}

TEST_CASE("an address of every interface is one that can be asked for") {
  CHECK(authority_of("0.0.0.0", 8080) == "127.0.0.1:8080");
  CHECK(authority_of("::", 8080) == "[::1]:8080");
  CHECK(authority_of("0::0", 8080) == "[::1]:8080");
}
