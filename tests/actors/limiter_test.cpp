/// What a busy provider does to all calls.

#include "tests/actors/limiter_world.hpp"

using namespace dossier;
using namespace dossier::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(limiter_world,
                 "a call that is turned away is made again after "
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
  CHECK(stored(id).attempts.at(0).attempt.calls == 2);
}

TEST_CASE_METHOD(limiter_world, "a call that is not to be made again ends, and "
                                "the others wait all the same") {
  auto ids = submit_many(2);
  io::llm::failure busy;
  busy.error = error_class::throttled;
  busy.message = "busy for good";
  busy.retry_after = 10s;
  busy.is_final = true;
  busy.spent.tokens.input = 7;
  model->fail("foundation", busy);
  settle();
  CHECK(first(ids[0]).status == stage_status::failed);
  CHECK(first(ids[0]).error == error_class::throttled);
  CHECK(first(ids[0]).last_error == "busy for good");
  const auto& attempt = stored(ids[0]).attempts.at(0).attempt;
  CHECK(attempt.calls == 1);
  CHECK(attempt.spent.tokens.input == 7);
  refuse();
  submit("Late");
  CHECK(model->waiting.empty());
  advance(10s);
  CHECK(model->waiting.size() == 1);
}

TEST_CASE_METHOD(limiter_world,
                 "without Retry-After each wait is twice as long") {
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

TEST_CASE_METHOD(limiter_world, "what was streamed before the provider became "
                                "busy is void") {
  auto id = submit();
  model->write("foundation", "{\"te");
  settle();
  auto texts = [&] {
    return ask<live_view>(engine().directory->bus, find_live{id}).texts;
  };
  CHECK(texts().at(0).at.call == 1);
  refuse(1s);
  advance(1s);
  model->write("foundation", "{\"again");
  settle();
  CHECK(texts().at(0).at.call == 2);
  CHECK(texts().at(0).text == "{\"again");
}

TEST_CASE_METHOD(limiter_world,
                 "a refusal holds the calls of all jobs, and one "
                 "asks whether it is over") {
  submit_many(3);
  CHECK(model->waiting.size() == 3);
  for (int i = 0; i < 3; ++i)
    refuse(10s);
  submit("Late");
  CHECK(model->waiting.empty());
  CHECK(limiter().waiting == 4);
  advance(10s);
  CHECK(model->waiting.size() == 1);
  CHECK(limiter().running == 1);
  refuse();
  CHECK(model->waiting.empty());
  advance(1s);
  CHECK(model->waiting.size() == 1);
}

TEST_CASE_METHOD(limiter_world,
                 "a busy provider is asked by one call at a time, "
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

TEST_CASE_METHOD(limiter_world, "each call that is taken lets one more out",
                 "[call_released]") {
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

TEST_CASE_METHOD(limiter_world, "a call without a word for a while counts as "
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

TEST_CASE_METHOD(limiter_world,
                 "a call that was turned away again is given its "
                 "while anew") {
  submit_many(2);
  refuse();
  refuse();
  advance(500ms);
  REQUIRE(model->waiting.size() == 1);
  advance(5s);
  refuse(1s);
  REQUIRE(model->waiting.empty());
  advance(1s);
  REQUIRE(model->waiting.size() == 1);
  // Ten seconds after the try before, and not yet after this one.
  advance(4s);
  CHECK(model->waiting.size() == 1);
  advance(5s);
  CHECK(model->waiting.size() == 1);
  advance(1s);
  CHECK(model->waiting.size() == 2);
}

TEST_CASE_METHOD(limiter_world,
                 "a stage fails when Retry-After goes beyond what "
                 "it may wait") {
  auto id = submit();
  refuse(601s);
  CHECK(first(id).status == stage_status::failed);
  CHECK(first(id).error == error_class::throttled);
  CHECK(first(id).attempts == 1);
  CHECK(stored(id).attempts.at(0).attempt.calls == 1);
  CHECK(*first(id).last_error
        == "The provider is overloaded. The section has waited 0 s of at most "
           "10 min, and would have to wait for another 10 min 1 s.");
}

TEST_CASE_METHOD(limiter_world,
                 "a stage fails when its waits add up to more than "
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
  CHECK(stored(id).attempts.at(0).attempt.calls == unsigned(refusals));
}

TEST_CASE_METHOD(limiter_world,
                 "calls that were never sent give up as well, and "
                 "count as none") {
  restart_with(1);
  auto jobs = submit_many(2);
  refuse(9min);
  advance(9min);
  model->fail("foundation", error_class::throttled, "busy", 2min);
  settle();
  for (const auto& id : jobs)
    CHECK(first(id).error == error_class::throttled);
  CHECK(stored(jobs[0]).attempts.at(0).attempt.calls == 2);
  CHECK(stored(jobs[1]).attempts.at(0).attempt.calls == 0);
}

TEST_CASE_METHOD(limiter_world,
                 "what was waited counts in the next attempt too") {
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

TEST_CASE_METHOD(limiter_world, "waits for a free slot cost nothing") {
  restart_with(1);
  auto jobs = submit_many(2);
  advance(20min);
  answer();
  CHECK(first(jobs[1]).status == stage_status::running);
  refuse(9min);
  CHECK(first(jobs[1]).status == stage_status::running);
}

TEST_CASE_METHOD(limiter_world,
                 "an absurd Retry-After fails one stage and does "
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

TEST_CASE_METHOD(limiter_world,
                 "a held call is aborted when the server stops") {
  auto id = submit();
  refuse(60s);
  auto drained = ask_later<recorded>(engine().directory->queue, drain{1s});
  settle();
  advance(1s);
  CHECK(*drained);
  CHECK(first(id).drains == 1);
  CHECK(limiter().waiting == 0);
}

TEST_CASE_METHOD(limiter_world,
                 "a job whose call is held is cancelled at once") {
  auto id = submit();
  refuse(60s);
  job_command cancel;
  cancel.id = id;
  cancel.by = "ann";
  cancel.body = cancel_command{};
  CHECK(ask<reply>(engine().directory->queue, cancel).status == 202);
  CHECK(state(id).status == job_status::cancelled);
  CHECK(stored(id).attempts.at(0).attempt.calls == 1);
  CHECK(limiter().waiting == 0);
  CHECK(details(id).empty());
  advance(60s);
  CHECK(model->waiting.empty());
}

TEST_CASE_METHOD(limiter_world, "a process that dies while a call waits for a "
                                "slot is no crash of its stage") {
  restart_with(1);
  auto jobs = submit_many(2);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(details(jobs[1]).empty());
    REQUIRE(first(jobs[1]).detail == wait_reason::waiting);
    crash_and_restart();
  }
  CHECK(first(jobs[0]).crashes == 2);
  CHECK(first(jobs[1]).crashes == 0);
  CHECK(first(jobs[1]).drains == 2);
  CHECK(first(jobs[1]).attempts == 3);
}

TEST_CASE_METHOD(limiter_world,
                 "a process that dies while the provider is busy "
                 "is no crash of those who wait for it") {
  auto id = submit();
  for (int i = 0; i < 4; ++i) {
    refuse(30s);
    REQUIRE(first(id).detail == wait_reason::throttled);
    crash_and_restart();
  }
  CHECK(first(id).crashes == 0);
  answer();
  CHECK(first(id).status == stage_status::completed);
}

TEST_CASE_METHOD(limiter_world,
                 "once a held call goes out, a crash is one of its "
                 "stage again") {
  auto id = submit();
  refuse(30s);
  advance(30s);
  REQUIRE(model->is_asked("foundation"));
  CHECK(first(id).detail == wait_reason::none);
  crash_and_restart();
  CHECK(first(id).crashes == 1);
}
