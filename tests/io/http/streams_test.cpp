#include "tests/io/http/server_world.hpp"

#include <catch2/catch.hpp>

using namespace dossier;
using test::raw_client;
using test::server_world;

namespace {

const std::string follow = "GET /api/research/j1/events HTTP/1.1\r\n"
                           "Host: localhost\r\n"
                           "Accept: text/event-stream\r\n";

io::frame text(std::string name) {
  return std::make_shared<const std::string>(std::move(name));
}

io::push_result push(const test::fake_client& to, std::string name,
                     io::frame_kind kind = io::frame_kind::state) {
  return to.outbox->push(text(std::move(name)), kind);
}

/// Frames until the outbox is full to the brim, the socket's buffers too.
std::size_t fill(const test::fake_client& to, io::frame_kind kind) {
  std::size_t count = 0;
  while (push(to, std::string(16'000, 'x'), kind) == io::push_result::taken)
    ++count;
  return count;
}

} // namespace

TEST_CASE("an event stream brings what the engine pushes, as chunks") {
  server_world world;
  auto client = world.client();
  client.send(follow + "\r\n");
  const auto who = world.engine.client(1);
  REQUIRE(who);
  CHECK(push(*who, "id: 1\n\n") == io::push_result::taken);
  const auto head = client.read_until("\r\n\r\n");
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(head.find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(client.read_until("\n\n\r\n") == "7\r\nid: 1\n\n\r\n");
  CHECK(world.engine.board->await([&] { return who->drained > 0; }));
}

TEST_CASE("an event stream resumes where the client was") {
  server_world world;
  auto client = world.client();
  client.send(follow + "Last-Event-ID: 41\r\n\r\n");
  REQUIRE(world.engine.client(1));
  CHECK(world.engine.followed_after == 41);
}

TEST_CASE("a stream of an unknown job is a problem") {
  server_world world;
  world.engine.follow_answer
    = to_reply({problem_code::not_found, "", {}, {}, {}});
  auto client = world.client();
  CHECK(client.exchange(follow + "\r\n").status == 404);
  const auto who = world.engine.client(1);
  CHECK(world.engine.board->await([&] { return who->closed; }));
  CHECK(
    client.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status
    == 200);
}

TEST_CASE("the engine hears when a follower leaves") {
  server_world world;
  {
    auto client = world.client();
    client.send(follow + "\r\n");
    client.read_until("\r\n\r\n");
  }
  const auto who = world.engine.client(1);
  CHECK(world.engine.board->await([&] { return who->closed; }));
}

TEST_CASE("a stream that the engine closes ends whole") {
  server_world world;
  auto client = world.client();
  client.send(follow + "\r\n");
  const auto who = world.engine.client(1);
  const auto outbox = who->outbox;
  (void)push(*who, "id: 1\n\n");
  outbox->close(1000, "done");
  client.read_until("\r\n\r\n");
  CHECK(client.read_to_end() == "7\r\nid: 1\n\n\r\n0\r\n\r\n");
  CHECK(outbox->push(text("x"), io::frame_kind::state)
        == io::push_result::closed);
}

TEST_CASE("a silent stream beats") {
  server_world world{[](auto& options) {
    options.limits.heartbeat_interval = milliseconds{10};
  }};
  auto client = world.client();
  client.send(follow + "\r\n");
  client.read_until("\r\n\r\n");
  CHECK(client.read_until("\r\n:") == "3\r\n:");
}

TEST_CASE("a follower that does not read loses deltas first, then the stream") {
  server_world world{
    [](auto& options) { options.limits.close_deadline = milliseconds{50}; }};
  raw_client client{world.port, 4096};
  client.send(follow + "\r\n");
  const auto who = world.engine.client(1);
  REQUIRE(who);
  CHECK(fill(*who, io::frame_kind::delta) > 0);
  CHECK(push(*who, std::string(16'000, 's')) == io::push_result::taken);
  fill(*who, io::frame_kind::state);
  CHECK(world.engine.board->await([&] { return who->closed; }));
}

TEST_CASE("who holds on to a client after the server's end does no harm") {
  std::shared_ptr<io::outbox> kept;
  {
    server_world world;
    auto client = world.client();
    client.send(follow + "\r\n");
    client.read_until("\r\n\r\n");
    kept = world.engine.client(1)->outbox;
  }
  CHECK(kept->push(text("late"), io::frame_kind::state)
        == io::push_result::closed);
  kept->close(1000, "late");
}
