#include "tools/net/url.hpp"

#include <catch2/catch.hpp>

using namespace dossier::net;

namespace {

std::string read(std::string_view url) {
  auto server = parse_address(url);
  return server ? server->authority() + server->prefix : "refused";
}

} // namespace

TEST_CASE("an address is host, port and what a proxy put before") {
  CHECK(read("http://127.0.0.1:8080") == "127.0.0.1:8080");
  CHECK(read("http://dossier.example/") == "dossier.example:80");
  CHECK(read("http://host:81/research/") == "host:81/research");
  CHECK(read("http://[::1]:8080") == "[::1]:8080");
  CHECK(read("http://[::1]") == "[::1]:80");
}

TEST_CASE("the zone of an address is for the resolver alone") {
  for (auto* url : {"http://[fe80::1%25eth0]:81", "http://[fe80::1%eth0]:81"}) {
    CHECK(read(url) == "[fe80::1]:81");
    CHECK(parse_address(url)->host == "fe80::1%eth0");
  }
}

TEST_CASE("what is no plain HTTP address is refused") {
  for (auto* url : {"", "host:80", "https://host", "http://", "http://:80",
                    "http://host:", "http://host:99999", "http://host:8a",
                    "http://me:secret@host", "http://host/?q", "http://ho st",
                    "http://[::1", "http://[::1]8080", "http://::1:8080",
                    "http://h\xE9st", "http://host\r\nX: y"})
    CHECK(read(url) == "refused");
}

TEST_CASE("text is made fit for a path") {
  CHECK(encode("a/b ?ü") == "a%2Fb%20%3F%C3%BC");
}
