/// Commits that are stored although the disk has refused them: what they have
/// changed is published all the same, to whoever follows.

#include "tests/support/worlds/edge_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;
using json = nlohmann::json;

namespace {

struct doubt_world : edge_world {
  void pause() {
    ask<recorded>(engine().directory->queue, set_paused{true, {}});
  }

  submit_job request(std::string company) const {
    submit_job submit;
    submit.request.company_name = std::move(company);
    submit.request.user = "ann";
    return submit;
  }

  reply give(const job_id& id, command_body body) {
    return ask<reply>(engine().directory->queue,
                      job_command{id, "ann", false, std::move(body), {}});
  }

  job_id ended_job() {
    model->at_once = [](const io::llm::request& request) {
      return section_answer(request.stage);
    };
    auto id = submit();
    REQUIRE(is_terminal(state(id).status));
    return id;
  }
};

std::vector<std::uint64_t> up_to(std::uint64_t last) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t seq = 1; seq <= last; ++seq)
    result.push_back(seq);
  return result;
}

/// Statuses of a job, as the feed published them.
std::vector<std::string> statuses_of(const fake_client& client,
                                     const job_id& id) {
  std::vector<std::string> result;
  for (const auto& frame : client.of("job"))
    if (frame.at("item").at("id") == id)
      result.push_back(frame.at("item").at("status"));
  return result;
}

} // namespace

TEST_CASE_METHOD(
  doubt_world,
  "a job that was made without an acknowledgement is published to "
  "the feed",
  "[doubt]") {
  pause();
  auto client = connect();
  follow_feed();
  lose_acknowledgement();
  REQUIRE(ask<reply>(engine().directory->queue, request("Acme")).status == 503);
  REQUIRE(database->jobs.size() == 1);
  drain();
  CHECK(statuses_of(*client, database->jobs.begin()->first)
        == std::vector<std::string>{"queued"});
}

TEST_CASE_METHOD(doubt_world,
                 "a job that ended as it was let in, without an "
                 "acknowledgement, is published to its followers",
                 "[doubt]") {
  pause();
  auto submit = request("Acme");
  submit.request.budget = 0;
  REQUIRE(ask<reply>(engine().directory->queue, submit).status == 202);
  auto id = database->jobs.begin()->first;
  auto client = connect();
  follow_feed();
  say({{"type", "subscribe"}, {"jobId", id}, {"sinceSeq", 0}});
  lose_acknowledgement(2);
  ask<recorded>(engine().directory->queue, set_paused{false, {}});
  advance(2s);
  drain();
  REQUIRE(state(id).status == job_status::failed);
  CHECK(client->seqs() == up_to(state(id).last_seq));
  CHECK(statuses_of(*client, id).back() == "failed");
}

TEST_CASE_METHOD(doubt_world,
                 "a job that was removed without an acknowledgement is gone "
                 "for its followers and for the feed",
                 "[doubt]") {
  auto id = ended_job();
  auto follower = connect();
  auto feed = connect();
  subscribe(id);
  follow_feed(1);
  lose_acknowledgement();
  REQUIRE(give(id, delete_command{}).status == 503);
  REQUIRE_FALSE(database->jobs.contains(id));
  advance(1s);
  drain(0);
  drain(1);
  CHECK(follower->of("job_removed").size() == 1);
  CHECK(feed->of("job_removed").size() == 1);
}

TEST_CASE_METHOD(doubt_world,
                 "what was refused and is not stored is published to nobody",
                 "[doubt]") {
  auto id = ended_job();
  auto client = connect();
  subscribe(id);
  follow_feed();
  auto before = client->frames.size();
  for (const auto& body : {command_body{delete_command{}},
                           command_body{update_command{{{"new"}}, {}, {}}}}) {
    refuse_commit(1, storage::fault_moment::before);
    REQUIRE(give(id, body).status == 503);
    advance(1s);
    drain();
  }
  CHECK(client->frames.size() == before);
  CHECK(database->jobs.contains(id));
}

TEST_CASE_METHOD(
  doubt_world,
  "a change without an acknowledgement is published once, whether "
  "or not its job runs",
  "[doubt]") {
  auto ended = ended_job();
  model->at_once = nullptr;
  auto running = submit();
  for (const auto& id : {ended, running}) {
    INFO("job " << id);
    auto client = connect();
    auto which = clients.size() - 1;
    say({{"type", "subscribe"}, {"jobId", id}}, which);
    auto known = state(id).last_seq;
    lose_acknowledgement();
    REQUIRE(give(id, update_command{{{"new"}}, {}, {}}).status == 503);
    advance(1s);
    drain(which);
    CHECK(client->seqs() == std::vector<std::uint64_t>{known + 1});
  }
}
