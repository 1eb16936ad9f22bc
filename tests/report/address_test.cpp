#include "actors/report/address.hpp"

#include <catch2/catch.hpp>

using namespace dossier::report;

TEST_CASE("an address is known however it is written") {
  for (const auto* url :
       {"https://www.acme.example/Reports/2025?id=7",
        "http://acme.example/Reports/2025?id=7",
        "HTTPS://ACME.example:443/Reports/2025?id=7",
        "http://acme.example:80/Reports/2025/?id=7",
        "acme.example/Reports/2025?id=7", "acme.example:443/Reports/2025?id=7",
        "https://acme.example./Reports/2025//?id=7",
        "https://acme.example/Reports/2025?id=7#page=3",
        "https://acme.example/%52eports/2025?id=%37",
        "https://acme.example/Reports/2025?utm_source=x&id=7&UTM_medium=y",
        "https://acme.example/Reports/2025?fbclid=a&id=7&&gclid=b",
        " https://acme.example/Reports/ 2025?id=7\n"}) {
    INFO(url);
    CHECK(normal_address(url) == "acme.example/Reports/2025?id=7");
  }
}

TEST_CASE("what may lead elsewhere keeps addresses apart") {
  for (const auto* url :
       {"https://acme.example/reports/2025?id=7",
        "https://acme.example/Reports/2025?id=8",
        "https://acme.example/Reports/2025?id=7&page=2",
        "https://acme.example/Reports/2025", "https://acme.example/Reports",
        "https://acme.example:8443/Reports/2025?id=7",
        "http://acme.example:443/Reports/2025?id=7",
        "https://ir.acme.example/Reports/2025?id=7",
        "https://acme.example/Reports%2F2025?id=7"}) {
    INFO(url);
    CHECK(normal_address(url) != "acme.example/Reports/2025?id=7");
  }
}

TEST_CASE("escapes are written in one way") {
  CHECK(normal_address("a.example/%c3%a9%7Ex") == "a.example/%C3%A9~x");
  CHECK(normal_address("a.example/100%") == "a.example/100%");
  CHECK(normal_address("a.example/%zz") == "a.example/%zz");
}

TEST_CASE("an address in an address is no scheme") {
  CHECK(normal_address("a.example/to?next=https://b.example/x")
        == "a.example/to?next=https://b.example/x");
}

TEST_CASE("an address without a document is none") {
  for (const auto* url :
       {"", "https://", "https://acme.example", "https://www.acme.example/",
        "acme.example#top", "https://acme.example/?utm_source=x", "–"})
    CHECK(normal_address(url).empty());
  CHECK(normal_address("https://acme.example?doc=7") == "acme.example?doc=7");
}
