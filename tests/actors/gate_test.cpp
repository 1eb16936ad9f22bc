/// The gate before a model: what a busy provider does to all calls, who comes
/// next, and what is told of those that wait.

#include "actors/rules/fold.hpp"
#include "actors/stage.hpp"
#include "tests/support/engine_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

struct gate_world : engine_world {
  void restart_with(std::size_t max_concurrency) {
    settings.max_concurrency = max_concurrency;
    crash_and_restart();
  }

  std::vector<job_id> submit_many(int count) {
    std::vector<job_id> result;
    for (int i = 0; i < count; ++i)
      result.push_back(submit("Company " + std::to_string(i)));
    return result;
  }

  void refuse(std::optional<milliseconds> retry_after = {}) {
    model->refuse("foundation", retry_after);
    settle();
  }

  void answer(const std::string& stage = "foundation") {
    model->answer(stage);
    settle();
  }

  /// Companies that are asked about, in the order of the calls.
  names companies() const {
    names result;
    for (const auto& call : model->waiting) {
      const auto& text = call->what.messages.front().text;
      auto begin = text.find("Company: ") + 9;
      result.push_back(text.substr(begin, text.find('\n', begin) - begin));
    }
    return result;
  }

  gate_state gate() {
    return ask<gate_state>(engine().shared->provider, gate_atom_v);
  }

  std::vector<detail_change> details(const job_id& id) {
    return ask<live_view>(engine().shared->bus, find_live{id}).details;
  }

  const stage_state& first(const job_id& id) const {
    return stage(id, foundation);
  }
};

/// A supervisor that says nothing, for a stage that stands alone.
supervisor_actor::behavior_type mute(supervisor_actor::pointer self) {
  return {
    [](const assignment&) {},
    [=](const attempt_report&) {
      return self->make_response_promise<verdict>();
    },
    [=](const attempt_due&) { return self->make_response_promise<verdict>(); },
    [](const late_usage&) {},
    [](cut_atom) {},
    [=](const job_command&) { return self->make_response_promise<reply>(); },
    [](sweep_atom) {},
    [](reload_atom) {},
    [](const drain&) {},
  };
}

} // namespace

// -- a busy provider ----------------------------------------------------------

TEST_CASE_METHOD(gate_world, "a call that is turned away is made again after "
                             "Retry-After, in the same attempt") {
  auto id = submit();
  refuse(30s);
  advance(30s - 1ms);
  CHECK_FALSE(model->is_asked("foundation"));
  advance(1ms);
  REQUIRE(model->is_asked("foundation"));
  CHECK(first(id).attempts == 1);
  answer();
  CHECK(first(id).status == stage_status::completed);
  CHECK(stored(id).attempts.at(0).what.calls == 2);
}

TEST_CASE_METHOD(gate_world, "without Retry-After each wait is twice as long") {
  submit();
  auto longest = 500ms;
  for (int i = 0; i < 4; ++i, longest *= 2) {
    refuse();
    advance(longest * 3 / 4 - 1ms);
    CHECK_FALSE(model->is_asked("foundation"));
    advance(longest / 4 + 1ms);
    CHECK(model->is_asked("foundation"));
  }
}

TEST_CASE_METHOD(gate_world, "what was streamed before the provider became "
                             "busy is void") {
  auto id = submit();
  model->write("foundation", "{\"te");
  settle();
  auto texts
    = [&] { return ask<live_view>(engine().shared->bus, find_live{id}).texts; };
  CHECK(texts().at(0).at.call == 1);
  refuse(1s);
  advance(1s);
  model->write("foundation", "{\"again");
  settle();
  CHECK(texts().at(0).at.call == 2);
  CHECK(texts().at(0).text == "{\"again");
}

TEST_CASE_METHOD(gate_world, "a refusal holds the calls of all jobs, and one "
                             "asks whether it is over") {
  submit_many(3);
  CHECK(model->waiting.size() == 3);
  for (int i = 0; i < 3; ++i)
    refuse(10s);
  submit("Late");
  CHECK(model->waiting.empty());
  CHECK(gate().waiting == 4);
  advance(10s);
  CHECK(model->waiting.size() == 1);
  CHECK(gate().running == 1);
  refuse();
  CHECK(model->waiting.empty());
  advance(1s);
  CHECK(model->waiting.size() == 1);
}

TEST_CASE_METHOD(gate_world, "a busy provider is asked by one call at a time, "
                             "however many wait") {
  submit_many(20);
  auto made = [&] { return model->made["foundation"]; };
  while (!model->waiting.empty())
    refuse();
  auto before = made();
  for (int i = 0; i < 1000; ++i) {
    if (!model->waiting.empty())
      refuse();
    advance(100ms);
    CHECK(model->waiting.size() <= 1);
  }
  // 0.5 + 1 + 2 + 4 + 8 + 16 + 32 s, and then each minute, less the jitter.
  CHECK(made() - before <= 10);
}

TEST_CASE_METHOD(gate_world, "each call that is taken lets one more out") {
  submit_many(8);
  while (!model->waiting.empty())
    refuse();
  advance(1s);
  REQUIRE(model->waiting.size() == 1);
  model->write("foundation", "{");
  settle();
  CHECK(model->waiting.size() == 3);
  auto all = model->waiting;
  for (const auto& call : all)
    call->to->on_text("{");
  settle();
  CHECK(model->waiting.size() == 7);
}

TEST_CASE_METHOD(gate_world, "a call without a word for a while counts as "
                             "taken") {
  submit_many(2);
  refuse();
  refuse();
  advance(500ms);
  CHECK(model->waiting.size() == 1);
  advance(9s);
  CHECK(model->waiting.size() == 1);
  advance(1s);
  CHECK(model->waiting.size() == 2);
}

TEST_CASE_METHOD(gate_world, "a stage fails when Retry-After goes beyond what "
                             "it may wait") {
  auto id = submit();
  refuse(601s);
  CHECK(first(id).status == stage_status::failed);
  CHECK(first(id).error == error_class::throttled);
  CHECK(first(id).attempts == 1);
  CHECK(stored(id).attempts.at(0).what.calls == 1);
  CHECK(*first(id).last_error
        == "The provider is overloaded. The section has waited 0 s of at most "
           "10 min, and would have to wait for another 10 min 1 s.");
}

TEST_CASE_METHOD(gate_world, "a stage fails when its waits add up to more than "
                             "it may wait") {
  auto id = submit();
  auto refusals = 0;
  auto passed = 0ms;
  for (; first(id).status == stage_status::running; passed += 100ms) {
    REQUIRE(passed < 15min);
    if (model->is_asked("foundation")) {
      refuse();
      ++refusals;
    }
    advance(100ms);
  }
  CHECK(first(id).error == error_class::throttled);
  CHECK((passed > 9min && passed <= 10min + 1s));
  CHECK(stored(id).attempts.size() == 1);
  CHECK(stored(id).attempts.at(0).what.calls == unsigned(refusals));
}

TEST_CASE_METHOD(gate_world, "calls that were never sent give up as well, and "
                             "count as none") {
  restart_with(1);
  auto jobs = submit_many(2);
  refuse(9min);
  advance(9min);
  model->fail("foundation", error_class::throttled, "busy", 2min);
  settle();
  for (const auto& id : jobs)
    CHECK(first(id).error == error_class::throttled);
  CHECK(stored(jobs[0]).attempts.at(0).what.calls == 2);
  CHECK(stored(jobs[1]).attempts.at(0).what.calls == 0);
}

TEST_CASE_METHOD(gate_world, "what was waited counts in the next attempt too") {
  auto id = submit();
  refuse(5min);
  advance(5min);
  model->fail("foundation", error_class::transient);
  settle();
  advance(6s);
  REQUIRE(first(id).attempts == 2);
  SECTION("as much as is left may be waited") {
    refuse(5min);
    CHECK(first(id).status == stage_status::running);
    advance(5min);
    answer();
    CHECK(first(id).status == stage_status::completed);
  }
  SECTION("more may not") {
    refuse(5min + 1ms);
    CHECK(first(id).error == error_class::throttled);
    CHECK(first(id).attempts == 2);
  }
}

TEST_CASE_METHOD(gate_world, "waits for a free slot cost nothing") {
  restart_with(1);
  auto jobs = submit_many(2);
  advance(20min);
  answer();
  CHECK(first(jobs[1]).status == stage_status::running);
  refuse(9min);
  CHECK(first(jobs[1]).status == stage_status::running);
}

TEST_CASE_METHOD(gate_world, "an absurd Retry-After fails one stage and does "
                             "not lock the others out") {
  auto jobs = submit_many(2);
  refuse(24h * 365);
  CHECK(first(jobs[0]).error == error_class::throttled);
  model->answer("foundation");
  settle();
  CHECK(model->waiting.empty());
  advance(10min);
  CHECK(model->asked() == names{"section_2"});
}

TEST_CASE_METHOD(gate_world, "a held call is put down when the server stops") {
  auto id = submit();
  refuse(60s);
  auto drained = ask_later<recorded>(engine().queue, drain{1s});
  settle();
  advance(1s);
  CHECK(*drained);
  CHECK(first(id).drains == 1);
  CHECK(gate().waiting == 0);
}

TEST_CASE_METHOD(gate_world, "a job whose call is held is cancelled at once") {
  auto id = submit();
  refuse(60s);
  job_command cancel;
  cancel.id = id;
  cancel.by = "ann";
  cancel.what = cancel_command{};
  CHECK(ask<reply>(engine().queue, cancel).status == 202);
  CHECK(state(id).status == job_status::cancelled);
  CHECK(stored(id).attempts.at(0).what.calls == 1);
  CHECK(gate().waiting == 0);
  CHECK(details(id).empty());
  advance(60s);
  CHECK(model->waiting.empty());
}

// -- what is told -------------------------------------------------------------

TEST_CASE_METHOD(gate_world, "a throttled stage says why and until when") {
  auto id = submit();
  CHECK(details(id).empty());
  refuse(30s);
  auto told = details(id).at(0);
  CHECK(told.detail == stage_detail::throttled);
  CHECK(told.reason == "The provider is overloaded.");
  CHECK(told.until == noon + 30s);
  CHECK(gate().held_until == noon + 30s);
  advance(30s);
  CHECK(details(id).empty());
  CHECK_FALSE(gate().held_until);
}

TEST_CASE_METHOD(gate_world, "a stage that waits for a slot says so after a "
                             "moment") {
  restart_with(1);
  auto jobs = submit_many(2);
  advance(200ms);
  CHECK(details(jobs[1]).empty());
  advance(300ms);
  auto told = details(jobs[1]).at(0);
  CHECK(told.detail == stage_detail::waiting);
  CHECK_FALSE(told.reason.empty());
  CHECK_FALSE(told.until);
  model->fail("foundation", error_class::transient);
  settle();
  CHECK(details(jobs[1]).empty());
}

TEST_CASE_METHOD(gate_world, "those that wait on once the gate is open wait "
                             "for a slot") {
  restart_with(1);
  auto jobs = submit_many(2);
  refuse(5s);
  CHECK(details(jobs[1]).at(0).detail == stage_detail::throttled);
  advance(5s);
  model->write("foundation", "{");
  settle();
  advance(300ms);
  CHECK(details(jobs[1]).at(0).detail == stage_detail::waiting);
}

// -- who is next --------------------------------------------------------------

TEST_CASE_METHOD(gate_world, "the longest way to go comes first, then jobs in "
                             "turn") {
  restart_with(1);
  submit("One");
  answer();
  // Sections 2, 3 and 8 of One; one of them runs.
  REQUIRE(model->waiting.size() == 1);
  submit("Two");
  model->answer(model->waiting.front()->what.stage);
  settle();
  CHECK(companies() == names{"Two"});
}

TEST_CASE_METHOD(gate_world, "a call that goes again comes before its equals") {
  restart_with(1);
  submit_many(3);
  refuse(5s);
  advance(5s);
  CHECK(companies() == names{"Company 0"});
}

TEST_CASE_METHOD(gate_world,
                 "the number of calls at once changes at any time") {
  restart_with(1);
  submit_many(4);
  CHECK(gate().limit == 1);
  CHECK(gate().running == 1);
  CHECK(gate().waiting == 3);
  CHECK(gate().model == "scripted");
  caf::anon_send(engine().shared->provider, set_concurrency{3});
  settle();
  CHECK(model->waiting.size() == 3);
  caf::anon_send(engine().shared->provider, set_concurrency{0});
  answer();
  CHECK(gate().limit == 1);
  CHECK(gate().running == 2);
}

// -- what is left behind ------------------------------------------------------

TEST_CASE_METHOD(gate_world, "a stage that is killed leaves no call behind") {
  auto graph = runnable_graph();
  auto alone = system().spawn(dossier::stage, engine().shared,
                              engine().shared->report_types.begin()->second,
                              stage_index(foundation));
  auto supervisor = system().spawn(mute);
  job work;
  work.state = std::make_shared<const job_state>(rules::unborn("job-1", graph));
  work.sources = std::make_shared<const source_catalog>();
  work.outputs.resize(graph->stages.size());
  caf::anon_send(
    alone,
    stage_peers{supervisor, std::make_shared<const std::vector<stage_actor>>(),
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
    CHECK(gate().running == 0);
  }
  SECTION("one that is held is forgotten") {
    refuse(30s);
    caf::anon_send_exit(alone, caf::exit_reason::kill);
    settle();
    CHECK(gate().waiting == 0);
    advance(30s);
    CHECK(model->waiting.empty());
  }
  caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
  settle();
}

TEST_CASE_METHOD(gate_world,
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
  CHECK(stored(id).attempts.at(0).what.calls == 2);
}
