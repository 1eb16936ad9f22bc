#include "io/http/intake.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::http;

namespace {

/// Decides over one header, whose bytes it keeps.
struct door {
  explicit door(const std::string& fields, const std::string& line = "GET /")
    : bytes(line + " HTTP/1.1\r\n" + fields + "\r\n") {
    // nop
  }

  intake decision() const {
    const auto checked = check_head(bytes, options.limits);
    return decide(std::get<request_head>(checked), options, "trace");
  }

  std::optional<problem_code> refusal() const {
    auto result = decision();
    if (auto* wrong = std::get_if<problem>(&result))
      return wrong->code;
    return {};
  }

  std::string bytes;
  server_options options;
};

const std::string host = "Host: localhost:8080\r\n";
const std::string generate = "POST /api/research/generate";
const std::string json_type = "Content-Type: application/json\r\n";

} // namespace

TEST_CASE("only names of this machine are answered") {
  for (const auto* name :
       {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]",
        "[::1]:8080", "localhost:", "[::1]:", "127.0.0.1:", "localhost:65535"})
    CHECK_FALSE(door{"Host: " + std::string{name} + "\r\n"}.refusal());
  for (const auto* name :
       {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "[::2]",
        "localhost:80:80", "localhost:123456", "localhost:65536", "192.168.0.1",
        "localhost::", "[::1]x", "[::1]:80:80", "[::1]]", "localhost:-1",
        "localhost:8080]"}) {
    INFO(name);
    CHECK(door{"Host: " + std::string{name} + "\r\n"}.refusal()
          == problem_code::forbidden);
  }
  door named{"Host: dossier.lan:8080\r\n"};
  named.options.allowed_hosts = {"dossier.lan"};
  CHECK_FALSE(named.refusal());
}

TEST_CASE("pages of other origins get nothing") {
  for (const auto* origin : {"http://localhost:8080", "https://localhost:8080"})
    CHECK_FALSE(door{host + "Origin: " + origin + "\r\n"}.refusal());
  for (const auto* origin :
       {"http://localhost:5173", "http://127.0.0.1:8080", "null",
        "https://evil.example", "http://localhost:8080.evil.example",
        "http://localhost:8080:80", "https://localhost:8080:443",
        "http://localhost:8080/", "http://localhost:8080@evil.example",
        "http://localhost", "http://localhost:"})
    CHECK(door{host + "Origin: " + origin + "\r\n"}.refusal()
          == problem_code::forbidden);
  const auto own = [](const std::string& name, const std::string& origin) {
    return !door{"Host: " + name + "\r\nOrigin: " + origin + "\r\n"}.refusal();
  };
  CHECK(own("localhost:", "http://localhost"));
  CHECK(own("localhost", "https://localhost:443"));
  CHECK(own("[::1]:80", "http://[::1]"));
  CHECK_FALSE(own("localhost:", "http://localhost:80:80"));
  CHECK_FALSE(own("localhost:80", "https://localhost"));
  door trusted{host + "Origin: http://localhost:5173\r\n"};
  trusted.options.allowed_origins = {"http://localhost:5173"};
  CHECK_FALSE(trusted.refusal());
}

TEST_CASE("another site may not write, but a person may follow its link") {
  const auto site = [](const std::string& value) {
    return host + json_type + "Sec-Fetch-Site: " + value + "\r\n";
  };
  CHECK_FALSE(door{site("same-origin"), generate}.refusal());
  CHECK_FALSE(door{site("none"), generate}.refusal());
  CHECK(door{site("cross-site"), generate}.refusal()
        == problem_code::forbidden);
  CHECK(door{site("same-site"), generate}.refusal() == problem_code::forbidden);
  CHECK_FALSE(door{host + "Sec-Fetch-Site: cross-site\r\n"}.refusal());
}

TEST_CASE("a body must be what the route takes") {
  CHECK(door{host, generate}.refusal() == problem_code::unsupported_media_type);
  CHECK(door{host + "Content-Type: application/jsonp\r\n", generate}.refusal()
        == problem_code::unsupported_media_type);
  CHECK(
    door{host + "Content-Type: application/json; charset=latin1\r\n", generate}
      .refusal()
    == problem_code::unsupported_media_type);
  CHECK_FALSE(
    door{host + "Content-Type: Application/JSON; charset=UTF-8\r\n", generate}
      .refusal());
  CHECK(
    door{host + json_type + "Content-Length: 1048577\r\n", generate}.refusal()
    == problem_code::too_large);
  CHECK_FALSE(
    door{host + json_type + "Content-Length: 1048576\r\n", generate}.refusal());
  CHECK(door{host + "Content-Length: 1\r\n", "GET /api/me"}.refusal()
        == problem_code::bad_request);
  CHECK(door{host + "Content-Length: 1\r\n"}.refusal()
        == problem_code::bad_request);
}

TEST_CASE("a request without fields may come without a body") {
  const std::string cancel = "POST /api/research/j1/cancel";
  CHECK_FALSE(door{host, cancel}.refusal());
  CHECK_FALSE(door{host + "Content-Length: 0\r\n", cancel}.refusal());
  CHECK_FALSE(
    door{host + json_type + "Content-Length: 2\r\n", cancel}.refusal());
  CHECK(door{host + "Content-Length: 2\r\n", cancel}.refusal()
        == problem_code::unsupported_media_type);
  CHECK(
    door{host + json_type + "Content-Length: 2\r\n", "DELETE /api/research/j1"}
      .refusal()
    == problem_code::bad_request);
}

TEST_CASE("a key is 1 to 255 visible characters") {
  const auto key = [](const std::string& value) {
    return host + json_type + "Idempotency-Key: " + value + "\r\n";
  };
  CHECK_FALSE(door{key("a-1"), generate}.refusal());
  CHECK_FALSE(door{key(std::string(255, 'k')), generate}.refusal());
  for (const auto& bad : {std::string{}, std::string{"a b"}, std::string{"ø"},
                          std::string(256, 'k')})
    CHECK(door{key(bad), generate}.refusal() == problem_code::bad_request);
}

TEST_CASE("events come as a stream to who accepts one") {
  const std::string accept = "Accept: text/event-stream\r\n";
  const auto after = [&](const std::string& fields, const std::string& query) {
    door taken{host + fields, "GET /api/research/j1/events" + query};
    return std::get<route_request>(taken.decision()).stream_after;
  };
  CHECK_FALSE(after("", ""));
  CHECK_FALSE(after("Accept: application/json\r\n", ""));
  CHECK(after(accept, "") == 0);
  for (const auto* streamed :
       {"application/json, text/event-stream", "text/event-stream, */*",
        "text/*, application/json;q=0.9", "*/*, application/json;q=0",
        "application/json;q=0.5, text/event-stream;q=0.501"}) {
    INFO(streamed);
    CHECK(after("Accept: " + std::string{streamed} + "\r\n", "") == 0);
  }
  for (const auto* paged :
       {"application/json;q=1, text/event-stream;q=0.2", "*/*", "text/*, */*",
        "*/*, text/event-stream;q=0.9", "text/event-stream;q=0", "image/png",
        "application/json, text/event-stream;q=0.5"}) {
    INFO(paged);
    CHECK_FALSE(after("Accept: " + std::string{paged} + "\r\n", ""));
  }
  CHECK(after(accept, "?after=7") == 7);
  CHECK(after(accept + "Last-Event-ID: 9\r\n", "?after=7") == 9);
  CHECK(
    door{host + accept + "Last-Event-ID: x\r\n", "GET /api/research/j1/events"}
      .refusal()
    == problem_code::bad_request);
}

TEST_CASE("a page knows whether a person asks for it") {
  door link{host + "Accept: text/html,application/xhtml+xml\r\n",
            "GET /jobs/1"};
  CHECK(std::get<page_request>(link.decision()).navigates);
  for (const auto* accept :
       {"*/*", "application/json", "application/json, text/html;q=0.3"}) {
    door script{host + "Accept: " + accept + "\r\n", "GET /jobs/1"};
    CHECK_FALSE(std::get<page_request>(script.decision()).navigates);
  }
  CHECK(door{host, "POST /jobs/1"}.refusal()
        == problem_code::method_not_allowed);
}

TEST_CASE("tags of a client count for what is read, not for what is written") {
  const auto tags_of = [](const std::string& line, const std::string& fields) {
    const auto taken = door{host + fields + "If-None-Match: \"7\"\r\n", line};
    return std::get<route_request>(taken.decision()).call.if_none_match;
  };
  CHECK(tags_of("GET /api/research/jobs/j1", {}) == "\"7\"");
  CHECK(tags_of("HEAD /api/research/jobs/j1", {}) == "\"7\"");
  CHECK(tags_of("PATCH /api/research/j1", json_type).empty());
  CHECK(tags_of(generate, json_type).empty());
}
