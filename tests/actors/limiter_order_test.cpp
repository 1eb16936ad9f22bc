/// Who comes next at the rate limiter before a model, what is published of
/// those that wait, and what those that are gone leave behind.

#include "actors/rules/job/fold.hpp"
#include "actors/stage/stage.hpp"
#include "tests/actors/limiter_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

/// A supervisor that says nothing, for a stage that stands alone.
supervisor_actor::behavior_type mute(supervisor_actor::pointer self) {
  return {
    [](const assignment&) {},
    [=](const attempt_report&) {
      return self->make_response_promise<verdict>();
    },
    [=](const attempt_due&) { return self->make_response_promise<verdict>(); },
    [](const late_usage&) {},
    [](deadline_atom) {},
    [=](const job_command&) {
      return self->make_response_promise<request_outcome>();
    },
    [=](const job_id&, const late_usage&) {
      return self->make_response_promise<recorded>();
    },
    [](stop_atom) {},
    [](sweep_atom) {},
    [](reload_atom) {},
    [](const drain&) {},
  };
}

} // namespace

// -- what is published --------------------------------------------------------

TEST_CASE_METHOD(limiter_world, "a throttled stage says why and until when") {
  auto id = submit();
  CHECK(details(id).empty());
  refuse(30s);
  auto published = details(id).at(0);
  CHECK(published.detail == wait_reason::throttled);
  CHECK(published.reason == "The provider is overloaded.");
  CHECK(published.until == noon + 30s);
  CHECK(limiter().held_until == noon + 30s);
  advance(30s);
  CHECK(details(id).empty());
  CHECK_FALSE(limiter().held_until);
}

TEST_CASE_METHOD(limiter_world,
                 "a stage that waits for a slot says so after a "
                 "moment",
                 "[call_held]") {
  restart_with(1);
  auto jobs = submit_many(2);
  advance(200ms);
  CHECK(details(jobs[1]).empty());
  advance(300ms);
  auto published = details(jobs[1]).at(0);
  CHECK(published.detail == wait_reason::waiting);
  CHECK_FALSE(published.reason.empty());
  CHECK_FALSE(published.until);
  model->fail("foundation", error_class::transient);
  settle();
  CHECK(details(jobs[1]).empty());
}

TEST_CASE_METHOD(limiter_world,
                 "those that wait on once the limiter is open wait "
                 "for a slot") {
  restart_with(1);
  auto jobs = submit_many(2);
  refuse(5s);
  CHECK(details(jobs[1]).at(0).detail == wait_reason::throttled);
  advance(5s);
  model->write("foundation", "{");
  settle();
  advance(300ms);
  CHECK(details(jobs[1]).at(0).detail == wait_reason::waiting);
}

// -- who is next --------------------------------------------------------------

TEST_CASE_METHOD(limiter_world,
                 "the longest way to go comes first, then jobs in "
                 "turn") {
  restart_with(1);
  submit("One");
  answer();
  // Sections 2, 3 and 8 of One; one of them runs.
  REQUIRE(model->waiting.size() == 1);
  submit("Two");
  model->answer(model->waiting.front()->request.stage);
  settle();
  CHECK(companies() == names{"Two"});
}

TEST_CASE_METHOD(limiter_world,
                 "a call that goes again comes before its equals") {
  restart_with(1);
  submit_many(3);
  refuse(5s);
  advance(5s);
  CHECK(companies() == names{"Company 0"});
}

TEST_CASE_METHOD(limiter_world,
                 "the number of calls at once changes at any time") {
  restart_with(1);
  submit_many(4);
  CHECK(limiter().limit == 1);
  CHECK(limiter().running == 1);
  CHECK(limiter().waiting == 3);
  CHECK(limiter().model == "scripted");
  caf::anon_send(engine().directory->provider, set_concurrency{3});
  settle();
  CHECK(model->waiting.size() == 3);
  caf::anon_send(engine().directory->provider, set_concurrency{0});
  answer();
  CHECK(limiter().limit == 1);
  CHECK(limiter().running == 2);
}

// -- what is left behind ------------------------------------------------------

TEST_CASE_METHOD(limiter_world,
                 "a stage that is killed leaves no call behind") {
  auto graph = runnable_graph();
  auto alone = system().spawn(dossier::stage, engine().directory,
                              engine().directory->report_types.begin()->second,
                              stage_index(foundation));
  auto supervisor = system().spawn(mute);
  job work;
  work.state
    = std::make_shared<const job_state>(rules::initial_state("job-1", graph));
  work.sources = std::make_shared<const source_catalog>();
  work.outputs.resize(graph->stages.size());
  caf::anon_send(alone,
                 stage_peers{supervisor,
                             std::make_shared<const std::vector<stage_actor>>(),
                             std::make_shared<const job>(work)});
  caf::anon_send(alone, attempt_key{foundation, 1, 1});
  settle();
  REQUIRE(model->waiting.size() == 1);
  SECTION("one that runs is cancelled") {
    caf::anon_send_exit(alone, caf::exit_reason::kill);
    settle();
    CHECK(model->waiting.front()->is_cancelled);
    model->fail("foundation", error_class::transient);
    settle();
    CHECK(limiter().running == 0);
  }
  SECTION("one that is held is forgotten") {
    refuse(30s);
    caf::anon_send_exit(alone, caf::exit_reason::kill);
    settle();
    CHECK(limiter().waiting == 0);
    advance(30s);
    CHECK(model->waiting.empty());
  }
  caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
  settle();
}

TEST_CASE_METHOD(limiter_world,
                 "a replay on a fresh connection counts as a call") {
  auto id = submit();
  auto call = model->waiting.front();
  model->waiting.clear();
  io::llm::answer result;
  result.text = section_answer();
  result.model = "scripted";
  result.extra_calls = 1;
  call->to->on_answer(std::move(result));
  settle();
  CHECK(stored(id).attempts.at(0).attempt.calls == 2);
}
