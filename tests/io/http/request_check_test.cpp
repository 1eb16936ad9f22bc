#include "io/http/request_check.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using namespace dossier::io::http;

namespace {

const limits bounds;

std::string with(std::string_view fields,
                 std::string_view line = "GET / HTTP/1.1") {
  return std::string{line}.append("\r\n").append(fields).append("\r\n");
}

std::optional<problem_code> refusal_of(std::string_view bytes) {
  auto checked = check_head(bytes, bounds);
  if (auto* wrong = std::get_if<problem>(&checked))
    return wrong->code;
  return {};
}

request_head accepted(const std::string& bytes) {
  auto checked = check_head(bytes, bounds);
  REQUIRE(std::holds_alternative<request_head>(checked));
  return std::get<request_head>(checked);
}

const std::string host = "Host: localhost\r\n";

} // namespace

TEST_CASE("a plain header is read") {
  const auto bytes
    = with(host + "Accept:  a, b \r\n", "GET /a?b=c HTTP/1.1") + "next request";
  const auto head = accepted(bytes);
  CHECK(head.size == bytes.size() - 12);
  CHECK(head.method == "GET");
  CHECK(head.target == "/a?b=c");
  CHECK(head.minor_version == 1);
  CHECK(head.field("ACCEPT") == "a, b");
  CHECK(head.keep_alive);
  CHECK_FALSE(head.has_body());
}

TEST_CASE("framing and persistence are understood") {
  CHECK(accepted(with(host + "Content-Length: 12\r\n")).content_length == 12);
  CHECK(accepted(with(host + "Transfer-Encoding: Chunked\r\n")).chunked);
  CHECK_FALSE(accepted(with(host + "Connection: foo, Close\r\n")).keep_alive);
  CHECK_FALSE(accepted(with(host, "GET / HTTP/1.0")).keep_alive);
  CHECK(accepted(with(host + "Connection: keep-alive\r\n", "GET / HTTP/1.0"))
          .keep_alive);
  CHECK(accepted(with(host + "Expect: 100-continue\r\n")).expects_continue);
  CHECK_FALSE(
    accepted(with(host + "Connection: keep-alive\r\nConnection: close\r\n"))
      .keep_alive);
}

TEST_CASE("a target in absolute form is told from its server") {
  const auto read = [](const std::string& target) {
    const auto bytes = with(host, "GET " + target + " HTTP/1.1");
    const auto head = accepted(bytes);
    return std::string{head.authority} + " " + head.target;
  };
  CHECK(read("/a?b") == "localhost /a?b");
  CHECK(read("http://name:80/a?b") == "name:80 /a?b");
  CHECK(read("hTTp://[::1]/") == "[::1] /");
  CHECK(read("http://name") == "name /");
  CHECK(read("http://name?http://other/") == "name /?http://other/");
  CHECK(read("//name/a") == "localhost //name/a");
}

TEST_CASE("empty lines before a request are measured") {
  CHECK(size_of_empty_lines("") == 0);
  CHECK(size_of_empty_lines("\r\n\r\nGET") == 4);
  CHECK(size_of_empty_lines("\r") == 0);
  CHECK(size_of_empty_lines("\n\r\n") == 0);
}

TEST_CASE("whatever two servers could read in two ways is refused") {
  const std::vector<std::string> shapes{
    // Two framings, or none that is understood.
    with(host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
    with(host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
    with(host + "Transfer-Encoding: gzip, chunked\r\n"),
    with(host + "Transfer-Encoding: chunked, chunked\r\n"),
    with(host + "Transfer-Encoding: identity\r\n"),
    with(host + "Transfer-Encoding: xchunked\r\n"),
    with(host + "Transfer-Encoding:\r\n"),
    with(host + "Transfer-Encoding: \"chunked\"\r\n"),
    with(host
         + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
    with(host + "Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0"),
    with(host + "Transfer-Encoding : chunked\r\n"),
    with(host + "Transfer-Encoding: chunked\v\r\n"),
    with(host + "Content-Length: 5\r\nContent-Length: 6\r\n"),
    with(host + "Content-Length: 5\r\nContent-Length: 5\r\n"),
    with(host + "Content-Length: 5, 5\r\n"),
    with(host + "Content-Length: +5\r\n"),
    with(host + "Content-Length: -5\r\n"),
    with(host + "Content-Length: 5 5\r\n"),
    with(host + "Content-Length: 0x5\r\n"),
    with(host + "Content-Length: 5.0\r\n"),
    with(host + "Content-Length:\r\n"),
    with(host + "Content-Length: 99999999999999999999\r\n"),
    // Whose request is it?
    with(""),
    with("Host:\r\n"),
    with(host + "Host: localhost\r\n"),
    with(host + "HOST: other\r\n"),
    with("Host: a b\r\n"),
    with("Host: user@localhost\r\n"),
    with("Host: localhost/path\r\n"),
    with("Host: a,b\r\n"),
    // Lines that are none.
    with(host + "X: a\r\n b\r\n"),
    with(host + "X: a\r\n\tb\r\n"),
    with(" " + host),
    with(host + "X\r\n"),
    with(host + ": a\r\n"),
    with(host + "X Y: a\r\n"),
    with(host + "X: a\nY: b\r\n"),
    with(host + "X: a\rY: b\r\n"),
    with(host + "X: a\x01\r\n"),
    with(host + "X: a\x7F\r\n"),
    with(host + std::string{"X: a\0b\r\n", 8}),
    "GET / HTTP/1.1\nHost: localhost\n\n",
    // Request lines.
    "\r\n" + with(host),
    with(host, "GET /"),
    with(host, "GET  / HTTP/1.1"),
    with(host, "GET / HTTP/1.1 "),
    with(host, " GET / HTTP/1.1"),
    with(host, "GET\t/ HTTP/1.1"),
    with(host, "GET / a HTTP/1.1"),
    with(host, "G(T / HTTP/1.1"),
    with(host, "GET / HTTP/1.2"),
    with(host, "GET / HTTP/2.0"),
    with(host, "GET / HTTP/0.9"),
    with(host, "GET / http/1.1"),
    with(host, "GET / HTTP/1.1x"),
    with(host, "GET https://localhost/ HTTP/1.1"),
    with(host, "GET ws://localhost/ HTTP/1.1"),
    with(host, "GET http:/localhost/ HTTP/1.1"),
    with(host, "GET http:///a HTTP/1.1"),
    with(host, "GET http://:80/ HTTP/1.1"),
    with(host, "GET http://me@localhost/ HTTP/1.1"),
    with(host, "GET http://localhost\\@evil/ HTTP/1.1"),
    with(host, "GET http://localhost#/ HTTP/1.1"),
    with(host, "GET http://loc%61lhost/ HTTP/1.1"),
    with(host, "GET localhost/ HTTP/1.1"),
    with("", "GET http://localhost/ HTTP/1.1"),
    with("", "GET http://localhost/ HTTP/1.0"),
    with(host, "CONNECT localhost:80 HTTP/1.1"),
    with(host, "OPTIONS * HTTP/1.1"),
    with(host, "GET /\x80 HTTP/1.1"),
    with(host, "GET /#a HTTP/1.1"),
    // Fields of which there is only one.
    with(host + "Origin: http://a\r\nOrigin: http://b\r\n"),
    with(host + "Content-Type: a\r\nContent-Type: b\r\n"),
    with(host + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 13\r\n"),
    with(host + "Expect: something\r\n"),
    with(host + "Expect: 100-continue\r\nExpect: something\r\n"),
  };
  for (const auto& shape : shapes) {
    INFO(shape);

    CHECK(refusal_of(shape) == problem_code::bad_request);
  }
}

TEST_CASE("a shape is refused as soon as it shows, at any cut") {
  const auto whole = with(host + "X: a\nY: b\r\n");
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const bool shows = cut > whole.find("a\nY") + 1;
    CHECK(refusal_of(whole.substr(0, cut)).has_value() == shows);
  }
}

TEST_CASE("an incomplete header waits at any cut") {
  const auto whole = with(host + "X: a\r\nY: b\r\n");
  for (std::size_t cut = 0; cut < whole.size(); ++cut)
    CHECK(std::holds_alternative<head_incomplete>(
      check_head(std::string_view{whole}.substr(0, cut), bounds)));
}

TEST_CASE("each bound has its own answer") {
  const auto filler = [](std::size_t size) { return std::string(size, 'a'); };
  CHECK(refusal_of(with(host, "GET /" + filler(8192) + " HTTP/1.1"))
        == problem_code::uri_too_long);
  CHECK(refusal_of("GET /" + filler(9000)) == problem_code::uri_too_long);
  CHECK_FALSE(refusal_of(with(host, "GET /" + filler(8191) + " HTTP/1.1")));
  CHECK(refusal_of(with(host + "X: " + filler(16384) + "\r\n"))
        == problem_code::headers_too_large);
  CHECK(refusal_of("GET / HTTP/1.1\r\nX: " + filler(16384))
        == problem_code::headers_too_large);
  std::string fields = host;
  for (int i = 0; i < 99; ++i)
    fields += "X: y\r\n";
  CHECK_FALSE(refusal_of(with(fields)));
  CHECK(refusal_of(with(fields + "X: y\r\n"))
        == problem_code::headers_too_large);
}
