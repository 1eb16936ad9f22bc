#include "actors/report/sources/address.hpp"

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
        "https://acme.example/Reports/2025?srsltid=a&id=7&gbraid=b&wbraid=c",
        "https://user:secret@acme.example/Reports/2025?id=7",
        "https://acme.example/./Reports/old/../2025?id=7",
        "https://acme.example/../Reports/%2E/2025?id=7",
        "//acme.example/Reports/2025?id=7",
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
        "https://acme.example/Reports%2F2025?id=7",
        "https://acme.example/Reports/2025?ref=x&id=7"}) {
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

TEST_CASE("parameters come in any order") {
  CHECK(normal_address("a.example/x?b=2&a=1") == "a.example/x?a=1&b=2");
  CHECK(normal_address("a.example/x?a=2&a=1")
        == normal_address("a.example/x?a=1&a=2"));
}

TEST_CASE("letters beyond ASCII are one address, escaped or not") {
  auto path = "a.example/gesch%C3%A4ft?q=%C3%BC";
  CHECK(normal_address("https://a.example/geschäft?q=ü") == path);
  CHECK(normal_address("https://a.example/gesch%c3%a4ft?q=%c3%bc") == path);
  CHECK(normal_address("https://a.example/geschaft?q=%C3%BC") != path);
}

TEST_CASE("a host is one in every case, script and spelling") {
  auto host = "münchen.example/a";
  CHECK(normal_address("https://MÜNCHEN.example/a") == host);
  CHECK(normal_address("https://xn--mnchen-3ya.example/a") == host);
  CHECK(normal_address("https://www.XN--MNCHEN-3YA.example/a") == host);
  CHECK(normal_address("https://munchen.example/a") != host);
  CHECK(normal_address("https://xn--fiqs8s/a") == "中国/a");
  CHECK(normal_address("https://пример.испытание/a")
        == normal_address("https://xn--e1afmkfd.xn--80akhbyknj4f/a"));
  // What is no such spelling stays.
  for (const auto* odd : {"xn--/a", "xn--99999999/a", "xn--ä/a", "xn--a-/a"})
    CHECK_FALSE(normal_address(odd).empty());
}
