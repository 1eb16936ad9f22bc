/// What one connected client is told, and when.

#include "io/gateway.hpp"
#include "tests/support/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using json = nlohmann::json;

namespace {

/// Takes every frame, or drops deltas while `is_full`; drains when told to.
struct fake_client final : io::outbox {
  io::push_result push(io::frame next, io::frame_kind kind) override {
    if (is_gone)
      return io::push_result::closed;
    if (is_full && kind == io::frame_kind::delta)
      return io::push_result::dropped;
    frames.push_back(json::parse(*next));
    return io::push_result::taken;
  }

  void close(int code, std::string) override {
    closed_with = code;
  }

  std::vector<json> of(const std::string& type) const {
    std::vector<json> result;
    for (const auto& frame : frames)
      if (frame.at("type") == type)
        result.push_back(frame);
    return result;
  }

  std::vector<std::uint64_t> seqs() const {
    std::vector<std::uint64_t> result;
    for (const auto& frame : of("event"))
      result.push_back(frame.at("seq").get<std::uint64_t>());
    return result;
  }

  std::vector<json> frames;
  bool is_full = false;
  bool is_gone = false;
  std::optional<int> closed_with;
};

struct edge_world : engine_world {
  edge_world() : gateway(make_gateway(system(), engine(), "test")) {
    // nop
  }

  ~edge_world() {
    for (auto& wire : wires)
      wire->closed();
    settle();
    gateway.reset();
  }

  std::shared_ptr<fake_client> connect(io::identity who
                                       = {"ann", io::role::analyst}) {
    auto client = std::make_shared<fake_client>();
    wires.push_back(gateway->connect(std::move(who), client));
    settle();
    return client;
  }

  void say(const json& frame, std::size_t which = 0) {
    wires.at(which)->receive(frame.dump());
    drain(which);
  }

  /// Lets the client read until nothing more comes.
  void drain(std::size_t which = 0) {
    for (int i = 0; i < 10; ++i) {
      settle();
      wires.at(which)->drained();
    }
    settle();
  }

  /// As the recorder tells of it.
  void tell_removal(const job_id& id) {
    caf::anon_send(engine().shared->bus, job_removed{id, "ann"});
    settle();
  }

  void subscribe(const job_id& id) {
    say({{"type", "subscribe"}, {"jobId", id}});
  }

  std::unique_ptr<io::gateway> gateway;
  std::vector<std::unique_ptr<io::wire>> wires;
};

} // namespace

TEST_CASE_METHOD(edge_world, "a client is greeted") {
  auto client = connect();
  REQUIRE(client->frames.size() == 1);
  CHECK(client->frames[0].at("type") == "hello");
  CHECK(client->frames[0].at("epoch") == "memory");
}

TEST_CASE_METHOD(edge_world, "a subscription begins with a snapshot, then "
                             "come the events after it") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  auto snapshot = client->of("snapshot").at(0);
  CHECK(snapshot.at("seq") == state(id).last_seq);
  CHECK(client->seqs().empty());
  model->answer("foundation");
  drain();
  CHECK(client->seqs() == std::vector<std::uint64_t>{4, 5, 6, 7});
}

TEST_CASE_METHOD(edge_world, "a client that returns gets what it missed") {
  auto id = submit();
  model->answer("foundation");
  settle();
  auto client = connect();
  say({{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 2}});
  CHECK(client->of("subscribed").at(0).at("recovered") == true);
  CHECK(client->of("snapshot").empty());
  CHECK(client->seqs() == std::vector<std::uint64_t>{3, 4, 5, 6, 7});
}

TEST_CASE_METHOD(edge_world, "what was stored without an acknowledgement is "
                             "told all the same") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  auto last = state(id).last_seq;
  auto lost_at = database->calls + 1;
  database->fault = [=](std::uint64_t call) {
    return call == lost_at ? std::optional<storage::memory_fault>{
                               {storage::fault_moment::after,
                                storage::error_code::io}}
                           : std::nullopt;
  };
  model->answer("foundation");
  settle();
  advance(1s);
  drain();
  REQUIRE(stage(id, foundation).status == stage_status::completed);
  std::vector<std::uint64_t> missed;
  while (last < state(id).last_seq)
    missed.push_back(++last);
  CHECK(missed.size() > 1);
  CHECK(client->seqs() == missed);
}

TEST_CASE_METHOD(edge_world, "a position beyond the end gets a snapshot") {
  auto id = submit();
  auto client = connect();
  say({{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 99}});
  CHECK(client->of("subscribed").at(0).at("recovered") == false);
  CHECK(client->of("snapshot").size() == 1);
}

TEST_CASE_METHOD(edge_world, "a position in another database gets a "
                             "snapshot") {
  auto id = submit();
  auto client = connect();
  say({{"type", "subscribe"},
       {"jobId", id},
       {"sinceSeq", 1},
       {"epoch", "before the restore"}});
  CHECK(client->of("snapshot").size() == 1);
}

TEST_CASE_METHOD(edge_world, "text is told as it is written, once to each") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  model->write("foundation", "Hello");
  drain();
  auto delta = client->of("delta").at(0);
  CHECK(delta.at("text") == "Hello");
  CHECK(delta.at("offset") == 0);
  CHECK(delta.at("stage") == "foundation");
}

TEST_CASE_METHOD(edge_world, "who joins late gets the text so far") {
  auto id = submit();
  model->write("foundation", "Hello");
  settle();
  auto client = connect();
  subscribe(id);
  auto partial = client->of("snapshot").at(0).at("partial");
  CHECK(partial.at("foundation").at("text") == "Hello");
}

TEST_CASE_METHOD(edge_world, "a client that missed deltas is told so") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  client->is_full = true;
  model->write("foundation", "Hello");
  settle();
  client->is_full = false;
  drain();
  CHECK(client->of("gap").size() == 1);
}

TEST_CASE_METHOD(edge_world, "somebody else's job is not there") {
  auto id = submit();
  auto client = connect({"eve", io::role::analyst});
  subscribe(id);
  CHECK(client->of("snapshot").empty());
  CHECK(client->of("error").at(0).at("problem").at("code") == "not_found");
  CHECK_FALSE(client->closed_with);
}

TEST_CASE_METHOD(edge_world, "what is no frame closes the socket with 4400") {
  auto client = connect();
  wires[0]->receive("hello?");
  settle();
  CHECK(client->closed_with == 4400);
}

TEST_CASE_METHOD(edge_world, "after unsubscribing, nothing more is told") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  say({{"type", "unsubscribe"}, {"jobId", id}});
  CHECK(client->of("unsubscribed").size() == 1);
  model->answer("foundation");
  drain();
  CHECK(client->seqs().empty());
}

TEST_CASE_METHOD(edge_world, "who subscribes twice is answered by the second "
                             "position alone") {
  auto id = submit();
  model->answer("foundation");
  settle();
  auto client = connect();
  wires[0]->receive(
    json{{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 5}}.dump());
  wires[0]->receive(
    json{{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 2}}.dump());
  drain();
  CHECK(client->of("subscribed").size() == 1);
  CHECK(client->seqs() == std::vector<std::uint64_t>{3, 4, 5, 6, 7});
}

TEST_CASE_METHOD(edge_world, "the feed tells of one's own jobs alone") {
  auto client = connect();
  auto stranger = connect({"eve", io::role::analyst});
  say({{"type", "subscribe"}, {"feed", "jobs"}}, 0);
  say({{"type", "subscribe"}, {"feed", "jobs"}}, 1);
  submit();
  drain(0);
  drain(1);
  CHECK_FALSE(client->of("job").empty());
  CHECK(stranger->of("job").empty());
}

TEST_CASE_METHOD(edge_world, "while a client is busy, its frames gather into "
                             "one") {
  auto id = submit();
  auto client = connect();
  say({{"type", "subscribe"}, {"jobId", id}, {"batch", true}});
  model->write("foundation", "Hello");
  model->answer("foundation");
  drain();
  CHECK_FALSE(client->of("batch").empty());
}

TEST_CASE_METHOD(edge_world, "a client that is gone is forgotten") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  client->is_gone = true;
  model->answer("foundation");
  settle();
  CHECK(client->seqs().empty());
}

TEST_CASE_METHOD(edge_world, "a removed job ends its subscription, which is "
                             "told once") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  say({{"type", "subscribe"}, {"feed", "jobs"}});
  tell_removal(id);
  REQUIRE(client->of("job_removed").size() == 1);
  CHECK(client->of("job_removed")[0]
        == json{{"v", 1}, {"type", "job_removed"}, {"jobId", id}});
  model->answer("foundation");
  drain();
  CHECK(client->seqs().empty());
  CHECK_FALSE(client->closed_with);
}

TEST_CASE_METHOD(edge_world, "a removal is told to those who follow the job "
                             "or may see it in the feed") {
  auto id = submit();
  auto follower = connect();
  auto feed = connect();
  auto stranger = connect({"eve", io::role::analyst});
  auto idle = connect();
  say({{"type", "subscribe"}, {"jobId", id}}, 0);
  say({{"type", "subscribe"}, {"feed", "jobs"}}, 1);
  say({{"type", "subscribe"}, {"feed", "jobs"}}, 2);
  tell_removal(id);
  for (std::size_t i = 0; i < wires.size(); ++i)
    drain(i);
  CHECK(follower->of("job_removed").size() == 1);
  CHECK(feed->of("job_removed").size() == 1);
  CHECK(stranger->of("job_removed").empty());
  CHECK(idle->of("job_removed").empty());
}

TEST_CASE_METHOD(edge_world, "a removal is told to a client that has no room "
                             "for deltas") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  client->is_full = true;
  tell_removal(id);
  CHECK(client->of("job_removed").size() == 1);
}
