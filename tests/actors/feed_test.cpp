/// What the jobs feed publishes, and what no store has: positions in the queue,
/// times that are left, and what holds a stage.

#include "tests/support/worlds/edge_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using json = nlohmann::json;

namespace {

struct feed_world : edge_world {
  void pause() {
    ask<recorded>(engine().directory->queue, set_paused{true, {}});
  }

  reply give(const job_id& id, command_body body) {
    return ask<reply>(engine().directory->queue,
                      job_command{id, "ann", false, std::move(body), {}});
  }

  void answer_at_once() {
    model->at_once = [](const io::llm::request& request) {
      return section_answer(request.stage);
    };
  }

  /// As the rate limiter publishes it.
  void hold(const job_id& id, wait_reason detail,
            std::optional<timestamp> until) {
    send(engine().directory->bus, wait_changed{id,
                                               state(id).graph,
                                               {foundation, 1, 1},
                                               detail,
                                               "The provider is overloaded.",
                                               until});
  }

  /// News of a job whose revision is so much above the one stored.
  job_news news_of(const job_id& id, int ahead) {
    auto job = std::make_shared<job_state>(state(id));
    job->revision += ahead;
    return {job, {}};
  }

  live_view live(const job_id& id) {
    return ask<live_view>(engine().directory->bus, find_live{id});
  }
};

/// Places by job, as the last frame about each has it.
std::map<job_id, json> places_in(const std::vector<json>& items) {
  std::map<job_id, json> result;
  for (const auto& item : items)
    result[item.at("id")] = item.at("queuePosition");
  return result;
}

std::vector<json> items_of(const fake_client& client) {
  std::vector<json> result;
  for (const auto& frame : client.of("job"))
    result.push_back(frame.at("item"));
  return result;
}

} // namespace

// -- positions ----------------------------------------------------------------

TEST_CASE_METHOD(feed_world,
                 "a queued job has a position, wherever it is shown") {
  pause();
  auto first = submit("First");
  auto second = submit("Second");
  auto client = connect();
  follow_feed();
  auto items = client->of("jobs").at(0).at("items").get<std::vector<json>>();
  CHECK(places_in(items) == std::map<job_id, json>{{first, 1}, {second, 2}});
  subscribe(second);
  CHECK(client->of("snapshot").at(0).at("job").at("queuePosition") == 2);
  auto third = submit("Third");
  drain();
  CHECK(places_in(items_of(*client)) == std::map<job_id, json>{{third, 3}});
}

TEST_CASE_METHOD(feed_world,
                 "the feed has the position of a job that was given "
                 "another priority, or is run again") {
  answer_at_once();
  auto ended = submit("Ended");
  pause();
  auto first = submit("First");
  auto second = submit("Second");
  auto client = connect();
  follow_feed();
  update_command change;
  change.priority = 5;
  REQUIRE(give(second, change).status == 200);
  advance(1s);
  rerun_command again;
  again.sections = {"section_3"};
  REQUIRE(give(ended, again).status == 202);
  drain();
  CHECK(places_in(items_of(*client))
        == std::map<job_id, json>{{second, 1}, {ended, 3}});
}

TEST_CASE_METHOD(feed_world, "a job that is let in has no position any more") {
  auto client = connect();
  follow_feed();
  submit();
  drain();
  auto items = items_of(*client);
  REQUIRE(items.size() == 2);
  CHECK(items[0].at("status") == "queued");
  CHECK(items[0].at("queuePosition") == 1);
  CHECK(items[1].at("status") == "running");
  CHECK(items[1].at("queuePosition").is_null());
}

TEST_CASE_METHOD(feed_world,
                 "what changes while the jobs are read is published "
                 "after them") {
  auto id = submit();
  auto client = connect();
  clients[0]->receive(json{{"type", "subscribe"}, {"feed", "jobs"}}.dump());
  REQUIRE(step());
  caf::anon_send(engine().directory->bus, news_of(id, 1));
  drain();
  REQUIRE(client->frames.size() == 3);
  CHECK(client->frames[1].at("type") == "jobs");
  CHECK(client->frames[2].at("type") == "job");
}

TEST_CASE_METHOD(feed_world,
                 "of a job nothing older is published than the jobs had "
                 "of it") {
  auto id = submit();
  auto client = connect();
  clients[0]->receive(json{{"type", "subscribe"}, {"feed", "jobs"}}.dump());
  REQUIRE(step());
  caf::anon_send(engine().directory->bus, news_of(id, -1));
  caf::anon_send(engine().directory->bus, news_of(id, 0));
  drain();
  send(engine().directory->bus, news_of(id, 0));
  drain();
  CHECK(client->of("jobs").size() == 1);
  CHECK(client->of("job").empty());
  send(engine().directory->bus, news_of(id, 1));
  drain();
  CHECK(client->of("job").size() == 1);
}

TEST_CASE_METHOD(feed_world,
                 "after the feed was left nothing more is published of "
                 "jobs") {
  auto id = submit();
  auto client = connect();
  follow_feed();
  caf::anon_send(engine().directory->bus, news_of(id, 1));
  clients[0]->receive(json{{"type", "unsubscribe"}, {"feed", "jobs"}}.dump());
  drain();
  CHECK(client->frames.back().at("type") == "unsubscribed");
  CHECK(client->of("job").empty());
}

TEST_CASE_METHOD(feed_world, "who leaves the feed while the jobs are read, and "
                             "follows it again, is sent them once") {
  submit();
  auto client = connect();
  for (const auto* name : {"subscribe", "unsubscribe", "subscribe"})
    clients[0]->receive(json{{"type", name}, {"feed", "jobs"}}.dump());
  drain();
  CHECK(client->of("jobs").size() == 1);
  CHECK(client->frames.back().at("type") == "jobs");
}

TEST_CASE_METHOD(feed_world,
                 "every job that waits is published, the newest first") {
  pause();
  std::vector<job_id> ids;
  for (int i = 0; i < 230; ++i)
    ids.push_back(submit());
  auto client = connect();
  follow_feed();
  std::vector<job_id> sent;
  const auto jobs = client->of("jobs").at(0);
  for (const auto& item : jobs.at("items")) {
    CHECK(item.at("queuePosition") == 230 - sent.size());
    sent.push_back(item.at("id"));
  }
  std::reverse(sent.begin(), sent.end());
  CHECK(sent == ids);
}

TEST_CASE_METHOD(feed_world,
                 "a bounded number of active jobs is published, and the "
                 "newest besides") {
  pause();
  std::vector<job_id> ids;
  for (int i = 0; i < 1060; ++i)
    ids.push_back(submit());
  auto client = connect();
  follow_feed();
  auto items = client->of("jobs").at(0).at("items");
  CHECK(items.size() == 1050);
  CHECK(items.front().at("id") == ids.back());
  CHECK(items.back().at("id") == ids.front());
  CHECK(items.back().at("queuePosition") == 1);
  CHECK(items.dump().size() < 1024 * 1024);
}

// -- time left ----------------------------------------------------------------

TEST_CASE_METHOD(feed_world, "a snapshot estimates the time that is left") {
  answer_at_once();
  submit();
  model->at_once = {};
  auto id = submit();
  auto client = connect();
  subscribe(id);
  CHECK(client->of("snapshot").at(0).at("job").at("estimatedTimeRemaining")
        == 0);
}

// -- what holds a stage -------------------------------------------------------

TEST_CASE_METHOD(feed_world, "who joins late is sent what holds a stage, why "
                             "and until when") {
  auto id = submit();
  hold(id, wait_reason::throttled, noon + 1h);
  auto client = connect();
  subscribe(id);
  CHECK(client->of("snapshot").at(0).at("job").at("stages")[0].at("detail")
        == "throttled");
  REQUIRE(client->of("detail").size() == 1);
  CHECK(client->of("detail")[0]
        == json{{"v", 1},
                {"type", "detail"},
                {"jobId", id},
                {"stage", "foundation"},
                {"detail", "throttled"},
                {"reason", "The provider is overloaded."},
                {"until", "2026-11-21T13:00:00.000Z"}});
}

TEST_CASE_METHOD(feed_world, "who comes back is sent what holds a stage, or "
                             "that nothing does") {
  auto id = submit();
  auto client = connect();
  say({{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 1}});
  REQUIRE(client->of("detail").size() == 1);
  CHECK(client->of("detail")[0].at("detail").is_null());
  CHECK(client->frames.back().at("type") == "detail");
  hold(id, wait_reason::throttled, noon + 1h);
  auto other = connect();
  say({{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 1}}, 1);
  REQUIRE(other->of("detail").size() == 1);
  CHECK(other->of("detail")[0].at("until") == "2026-11-21T13:00:00.000Z");
}

// -- what comes too late ------------------------------------------------------

TEST_CASE_METHOD(feed_world, "what a job says after its end is not kept") {
  auto id = submit();
  send(engine().directory->bus,
       text_delta{id, state(id).graph, {{foundation, 1, 1}, 1, 0}, "early"});
  CHECK(live(id).texts.size() == 1);
  auto cancelled
    = ask_later<reply>(engine().directory->queue,
                       job_command{id, "ann", false, cancel_command{}, {}});
  advance(2s);
  REQUIRE(*cancelled);
  REQUIRE(state(id).status == job_status::cancelled);
  send(engine().directory->bus,
       text_delta{id, state(id).graph, {{foundation, 1, 1}, 1, 5}, "late"});
  hold(id, wait_reason::throttled, noon + 1h);
  CHECK(live(id).texts.empty());
  CHECK(live(id).details.empty());
}

TEST_CASE_METHOD(feed_world,
                 "what a stage says after its end is not published to "
                 "who joins") {
  auto id = submit();
  auto graph = state(id).graph;
  model->answer("foundation");
  settle();
  send(engine().directory->bus,
       text_delta{id, graph, {{foundation, 1, 1}, 1, 0}, "late"});
  hold(id, wait_reason::throttled, noon + 1h);
  auto client = connect();
  subscribe(id);
  auto snapshot = client->of("snapshot").at(0);
  CHECK(snapshot.at("partial").empty());
  CHECK(snapshot.at("job").at("stages")[0].at("detail").is_null());
  CHECK(client->of("detail").empty());
}

// -- what would be asked otherwise today --------------------------------------

TEST_CASE_METHOD(feed_world, "a section that another model has written is "
                             "outdated, also after it was restored") {
  answer_at_once();
  auto id = submit();
  auto client = connect();
  subscribe(id);
  auto outdated = [](const json& job) {
    std::vector<bool> result;
    for (const auto& stage : job.at("stages"))
      result.push_back(stage.at("outdated"));
    return result;
  };
  CHECK(outdated(client->of("snapshot").at(0).at("job"))
        == std::vector<bool>(company_stages, false));
  model_name = "another";
  restart();
  answer_at_once();
  rerun_command again;
  again.sections = {"section_3"};
  REQUIRE(give(id, again).status == 202);
  auto later = connect();
  subscribe(id);
  std::vector<bool> expected(company_stages, true);
  expected[section_3] = false;
  // The appendix is computed.
  expected[section_10] = false;
  CHECK(outdated(later->of("snapshot").at(0).at("job")) == expected);
  REQUIRE(give(id, restore_command{"section_3", 1}).status == 200);
  subscribe(id);
  expected[section_3] = true;
  CHECK(outdated(later->of("snapshot").at(1).at("job")) == expected);
}
