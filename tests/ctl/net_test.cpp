#include "tests/ctl/support/one_shot_server.hpp"
#include "tools/ctl/net/http_transport.hpp"
#include "tools/ctl/net/ws_socket.hpp"

#include <catch2/catch.hpp>

using namespace dossier::ctl;

namespace {

server_address address_of(const one_shot_server& server) {
  return {"127.0.0.1", server.port, "/prefix"};
}

/// A port that was free a moment ago and has no listener any more.
std::string closed_port() {
  return one_shot_server{""}.port;
}

fate fate_of(const server_address& server) {
  try {
    http_transport{server, {}}.send({"GET", "/x", {}, {}});
  } catch (const transport_error& error) {
    return error.request_fate;
  }
  throw std::logic_error{"there was an answer"};
}

} // namespace

TEST_CASE("a request arrives whole and its answer comes back") {
  one_shot_server server{"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n"
                         "Content-Length: 2\r\n\r\n{}"};
  auto reply = http_transport{address_of(server), "secret"}.send(
    {"POST", "/x", "{}", {{"Idempotency-Key", "k"}}});
  CHECK(reply.status == 503);
  CHECK(reply.body == "{}");
  CHECK(reply.retry_after == 7);
  auto request = server.take_request();
  CHECK(request.starts_with("POST /prefix/x HTTP/1.1\r\n"));
  CHECK(request.find("Host: 127.0.0.1:" + server.port) != std::string::npos);
  CHECK(request.find("Authorization: Bearer secret\r\n") != std::string::npos);
  CHECK(request.find("Idempotency-Key: k\r\n") != std::string::npos);
  CHECK(request.find("Content-Length: 2\r\n") != std::string::npos);
}

TEST_CASE("an answer without a body ends the exchange") {
  one_shot_server server{"HTTP/1.1 204 No Content\r\n\r\n"};
  CHECK(
    http_transport{address_of(server), {}}.send({"DELETE", "/x", {}, {}}).status
    == 204);
}

TEST_CASE("a refused connection has sent nothing") {
  CHECK(fate_of({"127.0.0.1", closed_port(), {}}) == fate::never_sent);
}

TEST_CASE("a server that hangs up leaves the request's fate unknown") {
  one_shot_server silent{""};
  CHECK(fate_of(address_of(silent)) == fate::lost);
  one_shot_server cut{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"};
  CHECK(fate_of(address_of(cut)) == fate::lost);
  one_shot_server garbled{"SMTP ready\r\n\r\n"};
  CHECK(fate_of(address_of(garbled)) == fate::lost);
}

TEST_CASE("an answer beyond the limit is not taken") {
  one_shot_server server{"HTTP/1.1 200 OK\r\n"
                         "Content-Length: 99999999999\r\n\r\n"};
  CHECK(fate_of(address_of(server)) == fate::lost);
}

TEST_CASE("an upgrade that is refused is reported with its problem") {
  one_shot_server server{"HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n{}"};
  ws_socket socket{address_of(server), "secret"};
  try {
    socket.connect();
    FAIL("connected");
  } catch (const upgrade_refused& refusal) {
    CHECK(refusal.status == 401);
  }
  auto request = server.take_request();
  CHECK(request.starts_with("GET /prefix/ws HTTP/1.1\r\n"));
  CHECK(request.find("Sec-WebSocket-Protocol: dossier.v1\r\n")
        != std::string::npos);
  CHECK(request.find("Authorization: Bearer secret\r\n") != std::string::npos);
}

TEST_CASE("a live socket to a closed port says so") {
  ws_socket socket{{"127.0.0.1", closed_port(), {}}, {}};
  CHECK_THROWS_AS(socket.connect(), socket_closed);
}

TEST_CASE("a server that hangs up in the handshake has refused nothing") {
  one_shot_server server{""};
  ws_socket socket{address_of(server), {}};
  CHECK_THROWS_AS(socket.connect(), socket_closed);
}
