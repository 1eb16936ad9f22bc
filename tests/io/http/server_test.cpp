#include "tests/io/http/server_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using nlohmann::json;
using test::server_world;

TEST_CASE("a request reaches the engine with all that is known of it") {
  server_world world;
  const auto answer = world.get("/api/research/r1/events?after=4&limit=10",
                                "If-None-Match: \"6\"\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("etag") == "\"7\"");
  const auto seen = json::parse(answer.body);
  CHECK(seen["operation"] == "listEvents");
  CHECK(seen["user"] == "local");
  CHECK(seen["path"] == "/api/research/r1/events");
  CHECK(seen["ifNoneMatch"] == "\"6\"");
  CHECK(seen["parameters"]
        == json{{"id", "r1"}, {"after", "4"}, {"limit", "10"}});
}

TEST_CASE("a body reaches the engine as it was sent") {
  server_world world;
  const auto answer = world.exchange(server_world::post(
    R"({"companyName":"Ørsted"})", "Idempotency-Key: k-1\r\n"));
  const auto seen = json::parse(answer.body);
  CHECK(seen["operation"] == "generateReport");
  CHECK(seen["body"] == R"({"companyName":"Ørsted"})");
  CHECK(seen["key"] == "k-1");
}

TEST_CASE("a request without fields takes an empty object and no other") {
  server_world world;
  const auto cancel = [&](const std::string& body) {
    return world.exchange("POST /api/research/r1/cancel HTTP/1.1\r\n"
                          "Host: localhost\r\n"
                          "Content-Type: application/json\r\n"
                          "Content-Length: "
                          + std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  CHECK(json::parse(cancel("").body)["operation"] == "cancelJob");
  CHECK(json::parse(cancel(" {} ").body)["operation"] == "cancelJob");
  CHECK(server_world::code_of(cancel(R"({"x":1})")) == "invalid_field");
  CHECK(server_world::code_of(cancel("{")) == "malformed_json");
}

TEST_CASE("the older name of a command says that it is one") {
  server_world world;
  const auto post = [&](const std::string& path) {
    return world.exchange("POST " + path
                          + " HTTP/1.1\r\nHost: localhost\r\n"
                            "Content-Type: application/json\r\n"
                            "Content-Length: 2\r\n\r\n{}");
  };
  const auto older = post("/api/research/r1/regenerate");
  CHECK(json::parse(older.body)["operation"] == "regenerateReport");
  CHECK(older.headers.at("deprecation") == "@1795219200");
  CHECK_FALSE(post("/api/research/r1/rerun").headers.contains("deprecation"));
}

TEST_CASE("a body in chunks is put together") {
  server_world world;
  const auto answer = world.exchange(
    "POST /api/research/generate HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Transfer-Encoding: chunked\r\n\r\n"
    "5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\n\r\n");
  CHECK(json::parse(answer.body)["body"] == R"({"a":1})");
}

TEST_CASE("one connection serves one request after the other") {
  server_world world;
  auto client = world.client();
  for (int i = 0; i < 3; ++i)
    CHECK(
      client.exchange("GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n").status
      == 200);
  CHECK(world.server->connections() == 1);
}

TEST_CASE("requests sent at once are answered in order") {
  server_world world;
  auto client = world.client();
  client.send("GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + server_world::post("{}")
              + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
                "Connection: close\r\n\r\n");
  CHECK(json::parse(client.read_answer().body)["operation"] == "showMe");
  CHECK(json::parse(client.read_answer().body)["operation"]
        == "generateReport");
  CHECK(client.read_answer().body == R"({"status":"ok"})");
  CHECK(client.at_end());
}

TEST_CASE("HEAD is answered like GET, without the body") {
  server_world world;
  auto client = world.client();
  const auto head
    = client.exchange("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == "15");
  CHECK(client.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").body
        == R"({"status":"ok"})");
}

TEST_CASE("an older client is answered and let go") {
  server_world world;
  auto client = world.client();
  const auto answer
    = client.exchange("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");
  CHECK(answer.headers.at("connection") == "close");
  CHECK(client.at_end());
}

TEST_CASE("every refusal is a problem with its code") {
  server_world world;
  const auto refused
    = [&](const std::string& bytes, int status, const std::string& code) {
        const auto answer = world.exchange(bytes);
        INFO(bytes.substr(0, 200));
        CHECK(answer.status == status);
        CHECK(answer.headers.at("content-type") == "application/problem+json");
        CHECK(server_world::code_of(answer) == code);
        CHECK(json::parse(answer.body)["traceId"]
              == answer.headers.at("x-request-id"));
      };
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  const std::string post = "POST /api/research/generate" + host;
  refused("GET /api/nothing" + host + "\r\n", 404, "not_found");
  refused("GET /api/research/generate" + host + "\r\n", 405,
          "method_not_allowed");
  refused("GET /api/research?limit=0" + host + "\r\n", 400, "bad_request");
  refused("GET /api/me" + host + "Host: localhost\r\n\r\n", 400, "bad_request");
  refused("GET /ws" + host + "\r\n", 426, "upgrade_required");
  refused("GET /api/me" + host + "Origin: https://evil.example\r\n\r\n", 403,
          "forbidden");
  refused("GET /" + std::string(9000, 'a') + host + "\r\n", 414,
          "uri_too_long");
  refused("GET /api/me" + host + "X: " + std::string(17000, 'a') + "\r\n\r\n",
          431, "headers_too_large");
  refused(post + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415,
          "unsupported_media_type");
  refused(server_world::post("{\"a\": }"), 400, "malformed_json");
  refused(server_world::post("{}", "Idempotency-Key: a b\r\n"), 400,
          "bad_request");
  refused(post
            + "Content-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
          400, "bad_request");
}

TEST_CASE("a body that is too large is refused before it is read") {
  server_world world;
  auto client = world.client();
  const auto answer = client.exchange(
    "POST /api/research/generate HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/json\r\nContent-Length: 3000000\r\n\r\n");
  CHECK(answer.status == 413);
  CHECK(answer.headers.at("connection") == "close");
  CHECK(world.engine.requests.empty());
}

TEST_CASE("who sends a large body anyway still reads the refusal") {
  server_world world;
  const std::string body(3'000'000, ' ');
  const auto answer = world.exchange(server_world::post(body));
  CHECK(answer.status == 413);
}

TEST_CASE("chunks that add up to too much are refused") {
  server_world world;
  auto client = world.client();
  client.send("POST /api/research/generate HTTP/1.1\r\nHost: localhost\r\n"
              "Content-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "40000\r\n" + std::string(0x40000, ' ') + "\r\n";
  for (int i = 0; i < 5; ++i)
    client.send(chunk);
  CHECK(client.read_answer().status == 413);
}

TEST_CASE("who expects to be asked for the body is asked") {
  server_world world;
  auto client = world.client();
  client.send("POST /api/research/generate HTTP/1.1\r\nHost: localhost\r\n"
              "Content-Type: application/json\r\nContent-Length: 2\r\n"
              "Expect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(client.exchange("{}").status == 200);
}

TEST_CASE("a request the engine forgets is answered with an error") {
  server_world world;
  world.engine.holds = true;
  auto client = world.client();
  client.send("GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n");
  REQUIRE(
    world.engine.board->await([&] { return world.engine.held.size() == 1; }));
  world.engine.board->note([&] { world.engine.held.clear(); });
  CHECK(client.read_answer().status == 500);
}

TEST_CASE("a trace that the client began goes on") {
  server_world world;
  const auto answer
    = world.get("/api/me", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-"
                           "b7ad6b7169203331-01\r\n");
  CHECK(answer.headers.at("x-request-id")
        == "0af7651916cd43dd8448eb211c80319c");
  CHECK(json::parse(answer.body)["traceId"]
        == "0af7651916cd43dd8448eb211c80319c");
}

// -- deadlines ----------------------------------------------------------------

TEST_CASE("a header that does not come to an end is given up") {
  server_world world{
    [](auto& options) { options.limits.header_deadline = milliseconds{50}; }};
  const auto answer = world.exchange("GET /api/me HTTP/1.1\r\nHost: lo");
  CHECK(answer.status == 408);
  CHECK(server_world::code_of(answer) == "timeout");
}

TEST_CASE("a body that does not come is given up") {
  server_world world{
    [](auto& options) { options.limits.body_grace = milliseconds{50}; }};
  CHECK(
    world
      .exchange("POST /api/research/generate HTTP/1.1\r\nHost: localhost\r\n"
                "Content-Type: application/json\r\n"
                "Content-Length: 100\r\n\r\n{")
      .status
    == 408);
}

TEST_CASE("a connection without requests is closed") {
  server_world world{
    [](auto& options) { options.limits.idle_deadline = milliseconds{50}; }};
  auto client = world.client();
  client.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.at_end());
}

// -- how many, and the end ----------------------------------------------------

TEST_CASE("connections beyond the limit are let go") {
  server_world world{
    [](auto& options) { options.limits.connections_per_address = 1; }};
  auto first = world.client();
  CHECK(
    first.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status
    == 200);
  CHECK(world.client().at_end());
}

TEST_CASE("a taken port is named with what to do") {
  server_world world;
  io::http::server_options options;
  options.port = world.port;
  io::http::server second{options, world.engine, world.loop};
  CHECK_THROWS_WITH(second.start(),
                    Catch::Contains(std::to_string(world.port))
                      && Catch::Contains("another program listens there"));
}

TEST_CASE("an address that others reach is refused") {
  test::fake_gateway engine;
  io::event_loop loop;
  io::http::server_options options;
  options.address = "0.0.0.0";
  io::http::server server{options, engine, loop};
  CHECK_THROWS_WITH(server.start(), Catch::Contains("127.0.0.1"));
}

TEST_CASE("a draining server answers what is under way and nothing new") {
  server_world world;
  world.engine.holds = true;
  auto busy = world.client();
  auto late = world.client();
  CHECK(late.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status
        == 200);
  busy.send("GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n");
  REQUIRE(
    world.engine.board->await([&] { return world.engine.held.size() == 1; }));
  world.server->begin_drain(std::chrono::seconds{5});
  CHECK(late.at_end());
  const auto refused = world.get("/api/me");
  CHECK(refused.status == 503);
  CHECK(refused.headers.at("retry-after") == "5");
  CHECK(server_world::code_of(refused) == "draining");
  CHECK(world.get("/healthz").status == 200);
  world.engine.held.front()->respond({});
  CHECK(busy.read_answer().status == 200);
  CHECK(busy.at_end());
  world.server->stop(std::chrono::seconds{20});
  CHECK(world.server->connections() == 0);
}
