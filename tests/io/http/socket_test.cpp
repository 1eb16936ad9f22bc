#include "tests/io/http/server_world.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>

using namespace dossier;
using namespace std::chrono_literals;
using test::raw_client;
using test::server_world;

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

/// A client that is not of our own making.
class beast_client {
public:
  explicit beast_client(std::uint16_t port, const std::string& protocol = {}) {
    stream_.next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_.set_option(beast::websocket::stream_base::decorator(
      [protocol](beast::websocket::request_type& request) {
        if (!protocol.empty())
          request.set("Sec-WebSocket-Protocol", protocol);
      }));
    stream_.handshake(answer_, "localhost", "/ws");
  }

  std::string protocol() const {
    return std::string{answer_["Sec-WebSocket-Protocol"]};
  }

  void send(const std::string& text) {
    stream_.text(true);
    stream_.write(asio::buffer(text));
  }

  void send_binary(const std::string& bytes) {
    stream_.binary(true);
    stream_.write(asio::buffer(bytes));
  }

  /// The next text; empty when the server closed instead.
  std::string read() {
    beast::flat_buffer buffer;
    beast::error_code ec;
    stream_.read(buffer, ec);
    return ec ? "" : beast::buffers_to_string(buffer.data());
  }

  /// Reads to the end; the code the server closed with.
  int close_code() {
    beast::flat_buffer buffer;
    beast::error_code ec;
    while (!ec)
      stream_.read(buffer, ec);
    return stream_.reason().code;
  }

  beast::websocket::stream<asio::ip::tcp::socket>& stream() {
    return stream_;
  }

private:
  asio::io_context context_;
  beast::websocket::stream<asio::ip::tcp::socket> stream_{context_};
  beast::websocket::response_type answer_;
};

std::string upgrade(const std::string& fields = {}) {
  return "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
         "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         + fields + "\r\n";
}

io::push_result push(const test::fake_client& to, std::string text,
                     io::frame_kind kind = io::frame_kind::state) {
  return to.outbox->push(std::make_shared<const std::string>(std::move(text)),
                         kind);
}

} // namespace

TEST_CASE("a socket carries text both ways") {
  server_world world;
  beast_client client{world.port, "other, dossier.v1"};
  CHECK(client.protocol() == "dossier.v1");
  const auto who = world.engine.client(1);
  REQUIRE(who);
  client.send(R"({"type":"ping"})");
  CHECK(world.engine.board->await([&] { return who->received.size() == 1; }));
  CHECK(who->received.front() == R"({"type":"ping"})");
  const std::string large(300'000, 'x');
  (void)push(*who, "small");
  (void)push(*who, large);
  (void)push(*who, "last");
  CHECK(client.read() == "small");
  CHECK(client.read() == large);
  CHECK(client.read() == "last");
  CHECK(world.engine.board->await([&] { return who->drained > 0; }));
}

TEST_CASE("a thousand frames arrive in order") {
  server_world world;
  beast_client client{world.port};
  const auto who = world.engine.client(1);
  for (int i = 0; i < 1000; ++i)
    REQUIRE(push(*who, std::to_string(i)) == io::push_result::taken);
  for (int i = 0; i < 1000; ++i)
    REQUIRE(client.read() == std::to_string(i));
}

TEST_CASE("a client that leaves is let go in order") {
  server_world world;
  beast_client client{world.port};
  const auto who = world.engine.client(1);
  client.stream().close(beast::websocket::close_code::normal);
  CHECK(client.stream().reason().code == 1000);
  CHECK(world.engine.board->await([&] { return who->closed; }));
}

TEST_CASE("what a client may not send closes the socket with its code") {
  server_world world;
  beast_client binary{world.port};
  binary.send_binary("bytes");
  CHECK(binary.close_code() == 4400);
  beast_client large{world.port};
  large.send(std::string(64 * 1024 + 1, 'x'));
  CHECK(large.close_code() == 1009);
  beast_client eager{world.port};
  for (int i = 0; i < 60; ++i)
    eager.send("{}");
  CHECK(eager.close_code() == 4429);
  raw_client unmasked{world.port};
  unmasked.exchange(upgrade());
  unmasked.send("\x81\x02{}");
  CHECK(unmasked.read_exactly(4).substr(2) == "\x03\xEA");
}

TEST_CASE("an upgrade must be one that is understood") {
  server_world world;
  CHECK(world.exchange(upgrade()).status == 101);
  CHECK(world.exchange(upgrade("Sec-WebSocket-Protocol: other\r\n")).status
        == 400);
  CHECK(world.exchange(upgrade("Origin: http://evil.example\r\n")).status
        == 403);
  const auto plain = world.get("/ws");
  CHECK(plain.status == 426);
  CHECK(plain.headers.at("upgrade") == "websocket");
}

TEST_CASE("what was sent right behind the upgrade is read") {
  server_world world;
  raw_client client{world.port};
  client.send(upgrade() + std::string{"\x81\x82\0\0\0\0{}", 8});
  const auto who = world.engine.client(1);
  CHECK(world.engine.board->await([&] { return who->received.size() == 1; }));
}

TEST_CASE("a slow reader loses deltas, then the socket with 1013") {
  server_world world;
  raw_client client{world.port, 4096};
  client.exchange(upgrade());
  const auto who = world.engine.client(1);
  REQUIRE(who);
  const auto outbox = who->outbox;
  const std::string large(16'000, 'x');
  while (push(*who, large, io::frame_kind::delta) == io::push_result::taken) {
  }
  CHECK(push(*who, large) == io::push_result::taken);
  while (push(*who, large) == io::push_result::taken) {
  }
  CHECK(outbox->push(std::make_shared<const std::string>("x"),
                     io::frame_kind::state)
        == io::push_result::closed);
  const auto rest = client.read_until("too slow");
  CHECK(rest.ends_with("\x88\x0A\x03\xF5too slow"));
}

TEST_CASE("a client that takes nothing is cut off") {
  server_world world{
    [](auto& options) { options.limits.write_deadline = milliseconds{50}; }};
  raw_client client{world.port, 4096};
  client.exchange(upgrade());
  const auto who = world.engine.client(1);
  REQUIRE(who);
  while (push(*who, std::string(16'000, 'x'), io::frame_kind::delta)
         == io::push_result::taken) {
  }
  CHECK(world.engine.board->await([&] { return who->closed; }));
}

TEST_CASE("a silent client is pinged, and closed if it does not answer") {
  server_world world{[](auto& options) {
    options.limits.ping_interval = milliseconds{20};
    options.limits.silence_deadline = milliseconds{200};
  }};
  raw_client client{world.port};
  client.exchange(upgrade());
  CHECK(client.read_exactly(2) == std::string{"\x89\x00", 2});
  const auto rest = client.read_until("silent for too long");
  CHECK(rest.find(std::string{"\x03\xE9"}) != std::string::npos);
}

TEST_CASE("a ping is answered with what it brought") {
  server_world world;
  raw_client client{world.port};
  client.exchange(upgrade());
  client.send(std::string{"\x89\x82\0\0\0\0hi", 8});
  CHECK(client.read_exactly(4) == "\x8A\x02hi");
}

TEST_CASE("a drain says goodbye behind what was pushed") {
  server_world world;
  beast_client client{world.port};
  const auto who = world.engine.client(1);
  (void)push(*who, R"({"type":"bye"})");
  world.server->begin_drain(1s);
  CHECK(client.read() == R"({"type":"bye"})");
  CHECK(client.close_code() == 1012);
  CHECK(world.engine.board->await([&] { return who->closed; }));
  world.server->stop(20s);
  CHECK(world.server->connections() == 0);
}
