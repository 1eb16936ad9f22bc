#include "io/llm/wire/base_url.hpp"

#include <catch2/catch.hpp>

using namespace dossier::io::llm;

TEST_CASE("a base URL is read") {
  auto table = std::vector<std::pair<const char*, wire::base_url>>{
    {"https://api.anthropic.com",
     {wire::scheme::https, "api.anthropic.com", "443", ""}},
    {"https://api.anthropic.com/",
     {wire::scheme::https, "api.anthropic.com", "443", ""}},
    {"HTTPS://gw.example:8443/a/b/",
     {wire::scheme::https, "gw.example", "8443", "/a/b"}},
    {"http://127.0.0.1:9000", {wire::scheme::http, "127.0.0.1", "9000", ""}},
    {"http://127.1.2.3", {wire::scheme::http, "127.1.2.3", "80", ""}},
    {"http://localhost:1", {wire::scheme::http, "localhost", "1", ""}},
    {"http://LOCALHOST:1", {wire::scheme::http, "LOCALHOST", "1", ""}},
    {"http://LocalHost.:1", {wire::scheme::http, "LocalHost.", "1", ""}},
    {"http://[::1]:8080/x", {wire::scheme::http, "::1", "8080", "/x"}},
    {"https://[2001:db8::1]", {wire::scheme::https, "2001:db8::1", "443", ""}},
    {"https://a.example/v1", {wire::scheme::https, "a.example", "443", ""}},
    {"https://a.example/v1/", {wire::scheme::https, "a.example", "443", ""}},
    {"https://a.example/v1/messages",
     {wire::scheme::https, "a.example", "443", ""}},
    {"https://a.example/v1/messages//",
     {wire::scheme::https, "a.example", "443", ""}},
    {"https://a.example/claude/v1/",
     {wire::scheme::https, "a.example", "443", "/claude"}},
    {"https://a.example/claude//v1/messages",
     {wire::scheme::https, "a.example", "443", "/claude"}},
    {"https://a.example/v1/v1",
     {wire::scheme::https, "a.example", "443", "/v1"}},
    {"https://a.example/v10",
     {wire::scheme::https, "a.example", "443", "/v10"}},
    {"https://a.example/apiv1",
     {wire::scheme::https, "a.example", "443", "/apiv1"}},
    {"https://a.example/v1/claude",
     {wire::scheme::https, "a.example", "443", "/v1/claude"}},
    {"https://a.example/messages",
     {wire::scheme::https, "a.example", "443", "/messages"}},
    {"https://10.0.0.1", {wire::scheme::https, "10.0.0.1", "443", ""}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    auto outcome = wire::parse_base_url(text);
    REQUIRE(std::holds_alternative<wire::base_url>(outcome));
    CHECK(std::get<wire::base_url>(outcome) == expected);
  }
}

TEST_CASE("what is no base URL is told why") {
  constexpr auto no_url = "is no URL such as https://api.example.org";
  constexpr auto no_key
    = "would send the API key unencrypted to gw.example: use https://, or a "
      "gateway on this machine";
  auto table = std::vector<std::pair<const char*, const char*>>{
    {"", no_url},
    {"api.anthropic.com", no_url},
    {"/v1", no_url},
    {"https://a b", no_url},
    {"https://a/\r\nX: y", no_url},
    {"ftp://a", "begins with neither https:// nor http://"},
    {"localhost:8080", "begins with neither https:// nor http://"},
    {"https://", "names no host"},
    {"https:///v1", "names no host"},
    {"https://a%0d%0aX", "names no host"},
    {"https://ä.example", no_url},
    {"https://me:pw@a", "must not hold a user name or a password"},
    {"https://a/?x=1", "must end with its path, without ? or #"},
    {"https://a/#x", "must end with its path, without ? or #"},
    {"https://a:0", "has a port that is no number from 1 to 65535"},
    {"https://a:99999", "has a port that is no number from 1 to 65535"},
    {"http://gw.example", no_key},
    {"http://gw.example:8080/v1", no_key},
  };
  for (const auto& [text, why] : table) {
    CAPTURE(text);
    auto outcome = wire::parse_base_url(text);
    REQUIRE(std::holds_alternative<std::string>(outcome));
    CHECK(std::get<std::string>(outcome) == why);
  }
  for (const auto* text :
       {"http://10.0.0.1", "http://0.0.0.0", "http://127.0.0.1.evil.com",
        "http://localhost.evil.com", "http://[2001:db8::1]", "http://0",
        "http://2130706433"}) {
    CAPTURE(text);
    CHECK(std::holds_alternative<std::string>(wire::parse_base_url(text)));
  }
}

TEST_CASE("a base URL is written as it stands in a Host field") {
  auto authority = [](const char* text) {
    return wire::authority_of(
      std::get<wire::base_url>(wire::parse_base_url(text)));
  };
  CHECK(authority("https://a.example") == "a.example");
  CHECK(authority("https://a.example:443") == "a.example");
  CHECK(authority("https://a.example:80") == "a.example:80");
  CHECK(authority("http://[::1]:8080") == "[::1]:8080");
  CHECK(
    to_string(std::get<wire::base_url>(wire::parse_base_url("https://A:1/b/")))
    == "https://A:1/b");
}
