/// What one connected client is sent, and when.

#include "actors/event_bus.hpp"
#include "tests/support/worlds/edge_world.hpp"

#include <set>

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using json = nlohmann::json;

namespace {

/// To look at between two messages, as all actors of a world share a thread.
const event_bus_actor_state& state_of_bus(const engine& of) {
  using bus = std::remove_pointer_t<
    event_bus_actor::stateful_pointer<event_bus_actor_state>>;
  auto* actor = caf::actor_cast<caf::abstract_actor*>(of.directory->bus);
  return dynamic_cast<bus&>(*actor).state;
}

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
                             "published all the same") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  auto last = state(id).last_seq;
  lose_acknowledgement();
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

TEST_CASE("a job that goes while its client catches up does not keep other "
          "jobs from it") {
  for (auto steps = 0; steps < 40; ++steps) {
    INFO("after " << steps << " messages");
    edge_world world;
    auto gone = world.submit();
    auto kept = world.submit();
    auto client = world.connect();
    for (const auto& id : {gone, kept})
      world.clients[0]->receive(
        json{{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 0}}.dump());
    for (auto i = 0; i < steps; ++i)
      world.step();
    world.database->jobs.erase(gone);
    world.drain();
    std::uint64_t published = 0;
    for (const auto& event : client->of("event"))
      if (event.at("jobId") == kept)
        published = event.at("seq");
    CHECK(published == world.state(kept).last_seq);
  }
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

TEST_CASE_METHOD(edge_world,
                 "text is published as it is written, once to each") {
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

TEST_CASE_METHOD(edge_world, "a client that missed deltas is notified") {
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
  clients[0]->receive("hello?");
  settle();
  CHECK(client->closed_with == 4400);
}

TEST_CASE_METHOD(edge_world, "every refusal has a trace of its own") {
  auto client = connect();
  say({{"type", "subscribe"}, {"jobId", "nobody"}});
  say({{"type", "subscribe"}, {"jobId", 7}});
  say({{"type", "subscribe"}, {"feed", "news"}});
  say({{"type", "ping"}, {"colour", 1}});
  say({{"type", "admin"}, {"id", "1"}, {"command", "shout"}});
  say({{"type", "admin"}, {"id", "2"}, {"command", "showOverview"}});
  std::set<std::string> traces;
  for (const auto* type : {"error", "admin"})
    for (const auto& frame : client->of(type))
      traces.insert(frame.at("problem").at("traceId"));
  CHECK(traces.size() == 6);
  for (const auto& trace : traces)
    CHECK(trace.size() == 32);
}

TEST_CASE_METHOD(edge_world, "a stream that is refused has the trace of its "
                             "request") {
  struct answer final : io::responder {
    void respond(reply heard) override {
      given = std::move(heard);
    }

    reply given;
  };
  auto given = std::make_shared<answer>();
  io::request request;
  request.who = {"ann", io::role::analyst};
  request.parameters = {{"id", "nobody"}};
  request.trace_id = "trace";
  clients.push_back(gateway->follow(std::move(request), 0, given,
                                    std::make_shared<fake_client>()));
  settle();
  CHECK(given->given.status == 404);
  CHECK(json::parse(*given->given.body).at("traceId") == "trace");
}

TEST_CASE_METHOD(edge_world, "after unsubscribing, nothing more is published") {
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
  clients[0]->receive(
    json{{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 5}}.dump());
  clients[0]->receive(
    json{{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 2}}.dump());
  drain();
  CHECK(client->of("subscribed").size() == 1);
  CHECK(client->seqs() == std::vector<std::uint64_t>{3, 4, 5, 6, 7});
}

TEST_CASE_METHOD(edge_world, "the feed publishes one's own jobs alone") {
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

TEST_CASE_METHOD(edge_world, "an answer does not overtake what gathered "
                             "before it") {
  auto id = submit();
  auto client = connect();
  say({{"type", "subscribe"}, {"jobId", id}, {"batch", true}});
  model->write("foundation", "Hello");
  settle();
  model->answer("foundation");
  settle();
  REQUIRE(client->of("batch").empty());
  clients[0]->receive(json{{"type", "unsubscribe"}, {"jobId", id}}.dump());
  settle();
  CHECK_FALSE(client->of("batch").empty());
  drain();
  CHECK(client->frames.back().at("type") == "unsubscribed");
}

TEST_CASE_METHOD(edge_world, "a client that is gone is forgotten") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  follow_feed();
  const auto& bus = state_of_bus(engine());
  const auto& health = *engine().directory->health;
  REQUIRE(bus.followers.at(id).size() == 1);
  REQUIRE(bus.feed.size() == 1);
  REQUIRE(health.sockets == 1);
  client->is_gone = true;
  model->answer("foundation");
  settle();
  CHECK(bus.followers.empty());
  CHECK(bus.feed.empty());
  // The edge has ended.
  CHECK(health.sockets == 0);
}

TEST_CASE_METHOD(edge_world, "a removed job ends its subscription, which is "
                             "published once") {
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

TEST_CASE_METHOD(edge_world,
                 "a removal is published to those who follow the job "
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
  for (std::size_t i = 0; i < clients.size(); ++i)
    drain(i);
  CHECK(follower->of("job_removed").size() == 1);
  CHECK(feed->of("job_removed").size() == 1);
  CHECK(stranger->of("job_removed").empty());
  CHECK(idle->of("job_removed").empty());
}

TEST_CASE_METHOD(edge_world,
                 "a removal is published to a client that has no room "
                 "for deltas") {
  auto id = submit();
  auto client = connect();
  subscribe(id);
  client->is_full = true;
  tell_removal(id);
  CHECK(client->of("job_removed").size() == 1);
}
