/// What clients, proxies and load balancers of others send: each request has
/// been seen in the field, and is answered as its RFC says.

#include "tests/io/http/server_world.hpp"
#include "tests/support/places.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace dossier;
using test::server_world;

namespace {

const std::string host = "Host: localhost\r\n";

std::string kept(const std::string& name) {
  std::ifstream in{test::source_dir() + "/tests/field_cases/" + name
                     + ".request",
                   std::ios::binary};
  REQUIRE(in);
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string socket(const std::string& fields,
                   const std::string& target = "/ws") {
  return "GET " + target + " HTTP/1.1\r\n" + host + fields
         + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string generate(const std::string& fields,
                     const std::string& body = "{}") {
  return "POST /api/research/generate HTTP/1.1\r\n" + host + fields
         + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct field_case {
  std::string request;
  int status = 200;
};

void check_all(const std::vector<field_case>& cases) {
  server_world world;
  for (const auto& [request, status] : cases) {
    INFO(request);
    CHECK(world.exchange(request).status == status);
  }
}

} // namespace

TEST_CASE("a list may come on several lines") {
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  const std::string upgrade = "Upgrade: websocket\r\n";
  const std::string connection = "Connection: Upgrade\r\n";
  check_all({
    {kept("two-connection-lines"), 101},
    {socket(connection + "Connection: keep-alive\r\n" + upgrade + version),
     101},
    {socket("Connection: keep-alive, x\r\nConnection: close, UPGRADE\r\n"
            + upgrade + version),
     101},
    {socket(connection + "Upgrade: h2c\r\nUpgrade: WebSocket\r\n" + version),
     101},
    {socket(connection + "Upgrade: h2c, websocket\r\n" + version), 101},
    {socket(connection + upgrade + version
            + "Sec-WebSocket-Protocol: other\r\n"
              "Sec-WebSocket-Protocol: dossier.v1\r\n"),
     101},
    {socket("Connection: keep-alive\r\nConnection: close\r\n" + upgrade
            + version),
     426},
    {socket(connection + upgrade + version + "Sec-WebSocket-Version: 8\r\n"),
     400},
    {socket(connection + upgrade + version
            + "Sec-WebSocket-Protocol: other\r\n"
              "Sec-WebSocket-Protocol: another\r\n"),
     400},
    {"GET / HTTP/1.1\r\n" + host
       + "If-None-Match: \"a\"\r\nIf-None-Match: *\r\n\r\n",
     200},
    {generate("Content-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n"
              "Transfer-Encoding: chunked\r\n"),
     400},
  });
}

TEST_CASE("a whole address may stand in the place of the path") {
  const auto get = [](const std::string& target, const std::string& name) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
  };
  const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\n";
  check_all({
    {kept("absolute-form"), 200},
    {get("http://localhost:8080/healthz", "localhost:8080"), 200},
    {get("HTTP://LOCALHOST/healthz", "localhost"), 200},
    {get("http://localhost:80/healthz", "localhost"), 200},
    {get("http://localhost/healthz", "localhost:80"), 200},
    {get("http://[::1]:8080/api/me?", "[::1]:8080"), 200},
    {get("http://localhost", "localhost"), 200},
    {get("http://localhost?x=y", "localhost"), 200},
    {get("http://localhost/api/nothing", "localhost"), 404},
    {socket(upgrade, "http://localhost/ws"), 101},
    // Nobody else's, whichever of the two says so.
    {get("http://evil.example/healthz", "localhost"), 403},
    {get("http://localhost/healthz", "evil.example"), 403},
    {get("http://evil.example/healthz", "evil.example"), 403},
    {get("http://localhost.evil.example/healthz", "localhost"), 403},
    {socket(upgrade, "http://evil.example/ws"), 403},
    // Another server of ours might be meant.
    {get("http://127.0.0.1/healthz", "localhost"), 400},
    {get("http://localhost:8080/healthz", "localhost:9090"), 400},
    {get("http://localhost:8080/healthz", "localhost"), 400},
    {"GET http://localhost/healthz HTTP/1.1\r\n\r\n", 400},
    {get("https://localhost/healthz", "localhost"), 400},
    {get("http://user@localhost/healthz", "localhost"), 400},
    {get("http:///healthz", "localhost"), 400},
  });
}

TEST_CASE("an own page is known by the address that was asked for") {
  const auto post = [](const std::string& target, const std::string& fields) {
    return "POST " + target + "/api/research/r1/cancel HTTP/1.1\r\n" + fields
           + "\r\n";
  };
  check_all({
    {post("http://localhost:8080",
          "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\n"),
     200},
    {post("http://localhost:80",
          "Host: localhost\r\nOrigin: http://localhost\r\n"),
     200},
    {post("", "Host: localhost:443\r\nOrigin: https://localhost\r\n"), 200},
    {post("", "Host: localhost:443\r\nOrigin: http://localhost\r\n"), 403},
    {post("http://localhost:8080",
          "Host: localhost:8080\r\nOrigin: http://localhost:9090\r\n"),
     403},
  });
}

TEST_CASE("an address of this machine is one in any notation") {
  const auto get = [](const std::string& name) {
    return "GET /healthz HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
  };
  check_all({
    {get("127.0.0.2:8080"), 200},
    {get("127.255.255.254"), 200},
    {get("[0:0:0:0:0:0:0:1]:8080"), 200},
    {get("128.0.0.1"), 403},
    {get("127.0.0.1.5"), 403},
    {get("[::2]"), 403},
    {get("[127.0.0.1]"), 403},
    {get("[::1"), 403},
    {get(":8080"), 400},
  });
}

TEST_CASE("empty lines before a request are passed over") {
  server_world world;
  const auto get = "GET /api/me HTTP/1.1\r\n" + host + "\r\n";
  CHECK(world.exchange("\r\n" + get).status == 200);
  CHECK(world.exchange("\r\n\r\n" + get).status == 200);
  auto client = world.client();
  client.send(server_world::post("{}") + "\r\n");
  CHECK(client.read_answer().status == 200);
  CHECK(client.exchange("\r\n" + get).status == 200);
  client.send("\r");
  client.send("\n" + server_world::post("{}"));
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("there is an end to empty lines, and none is a bare line feed") {
  server_world world;
  const auto get = "GET /api/me HTTP/1.1\r\n" + host + "\r\n";
  std::string lines;
  for (int i = 0; i < 100; ++i)
    lines += "\r\n";
  check_all({{lines + get, 400}, {"\n" + get, 400}, {"\r" + get, 400}});
  // What a body owes is not taken for empty lines, nor the other way round.
  auto client = world.client();
  client.send("POST /api/research/generate HTTP/1.1\r\n" + host
              + "Content-Type: application/json\r\nContent-Length: 4\r\n\r\n"
                "\r\n{}"
              + get);
  CHECK(client.read_answer().status == 200);
  CHECK(client.read_answer().status == 200);
}

TEST_CASE("an idle connection stays one when empty lines come") {
  server_world world{
    [](auto& options) { options.limits.idle_deadline = milliseconds{50}; }};
  auto client = world.client();
  client.exchange("GET /healthz HTTP/1.1\r\n" + host + "\r\n");
  client.send("\r\n");
  // One that had begun a request would be told that it came too late.
  CHECK(client.at_end());
}

TEST_CASE("JSON is taken under every name that means it") {
  const auto typed = [](const std::string& type) {
    return generate("Content-Type: " + type + "\r\n");
  };
  check_all({
    {typed("application/json"), 200},
    {typed("application/json; charset=utf8"), 200},
    {typed("application/json;charset=UTF-8"), 200},
    {typed("APPLICATION/JSON; Charset=\"Utf-8\""), 200},
    {typed("application/json; charset=\"utf8\"; version=1"), 200},
    {typed("application/json; odata=verbose"), 200},
    {typed("application/json; profile=\"a;charset=latin1\""), 200},
    {typed("application/json;"), 200},
    {typed("application/json; charset=iso-8859-1"), 415},
    {typed("application/json; charset=utf-16"), 415},
    {typed("application/json; charset=utf-8; charset=latin1"), 415},
    {typed("application/json; charset=\"utf\\-16\""), 415},
    {typed("application/json; charset"), 415},
    {typed("application/json, text/plain"), 415},
    {typed("text/plain; application/json"), 415},
    {typed("application/vnd.api+json"), 415},
    {typed("application/x-www-form-urlencoded"), 415},
    {generate(""), 415},
  });
}

TEST_CASE("a body that someone packed is refused by the name of the coding") {
  server_world world;
  const auto coded = [&](const std::string& coding) {
    return world.exchange(
      generate("Content-Type: application/json\r\n" + coding));
  };
  const auto gzip = coded("Content-Encoding: GZIP\r\n");
  CHECK(gzip.status == 415);
  CHECK(server_world::code_of(gzip) == "unsupported_media_type");
  CHECK(gzip.headers.at("accept-encoding") == "identity");
  CHECK(nlohmann::json::parse(gzip.body).at("detail")
        == "a body with Content-Encoding GZIP is not read here: send it as it "
           "is");
  CHECK(coded("Content-Encoding: identity\r\nContent-Encoding: br\r\n").status
        == 415);
  CHECK(coded("Content-Encoding: identity, \"x\"\r\n").status == 415);
  CHECK(coded("Content-Encoding: Identity\r\n").status == 200);
  CHECK(coded("Content-Encoding:\r\n").status == 200);
  CHECK(world.get("/api/me", "Content-Encoding: gzip\r\n").status == 200);
}

TEST_CASE("a charset that is not UTF-8 is refused by its name") {
  server_world world;
  const auto answer = world.exchange(
    generate("Content-Type: application/json; charset=Latin1\r\n"));
  CHECK(nlohmann::json::parse(answer.body).at("detail")
        == "the charset must be UTF-8, not Latin1");
}

TEST_CASE("a probe of HTTP/1.0 need not name the server") {
  check_all({
    {kept("http-1.0-without-host"), 200},
    {"HEAD /healthz HTTP/1.0\r\n\r\n", 200},
    {"GET /readyz HTTP/1.0\r\nUser-Agent: probe\r\n\r\n", 200},
    {"GET /healthz HTTP/1.0\r\nHost:\r\n\r\n", 200},
    {"GET /healthz HTTP/1.0\r\nHost: evil.example\r\n\r\n", 403},
    {"GET /healthz HTTP/1.0\r\nOrigin: http://evil.example\r\n\r\n", 403},
    {"GET http://evil.example/healthz HTTP/1.0\r\n\r\n", 403},
    {"GET /healthz HTTP/1.1\r\n\r\n", 400},
    {"GET /api/me HTTP/1.0\r\n\r\n", 400},
    {"GET / HTTP/1.0\r\n\r\n", 400},
    {"GET /healthzz HTTP/1.0\r\n\r\n", 400},
    {"GET /metrics HTTP/1.0\r\n\r\n", 400},
  });
}

TEST_CASE("an older client is let go unless it asks to stay") {
  server_world world;
  auto brief = world.client();
  CHECK(brief.exchange("GET /healthz HTTP/1.0\r\n\r\n").headers.at("connection")
        == "close");
  CHECK(brief.at_end());
  auto lasting = world.client();
  const std::string ask
    = "GET /healthz HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
  for (int i = 0; i < 2; ++i)
    CHECK(lasting.exchange(ask).headers.at("connection") == "keep-alive");
  auto torn = world.client();
  torn.exchange("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n"
                "Connection: close\r\n\r\n");
  CHECK(torn.at_end());
}
