#include "tests/ctl/support/frames.hpp"
#include "tests/ctl/support/scripted_socket.hpp"
#include "tools/ctl/app/failure.hpp"
#include "tools/ctl/watch/follow.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dossier::ctl;
using namespace std::chrono_literals;

namespace {

struct follow_world {
  scripted_socket socket;
  std::ostringstream err;

  job_view run() {
    auto output = make_watch_output(err, {});
    return follow(socket, {"j1", "http://here", false}, *output);
  }

  exit_code fail() {
    try {
      run();
    } catch (const failure& reason) {
      return reason.code;
    }
    return exit_code::ok;
  }

  json sent(std::size_t index) {
    return json::parse(socket.sent.at(index));
  }

  static std::string finished(int seq) {
    return make_event(seq, "job.finished", {}, {{"status", "completed"}})
      .dump();
  }
};

/// Notes by the socket's clock when it was told to draw.
struct noting_output : watch_output {
  explicit noting_output(const scripted_socket& on) : socket(on) {
    // nop
  }

  void on_snapshot(const job_view&, time_point) override {
    note();
  }

  void on_event(const job_view&, const json&, time_point) override {
    note();
  }

  void on_tick(const job_view& view, time_point) override {
    note();
    written.push_back(view.find("a")->written);
  }

  void on_notice(const std::string&) override {
    // nop
  }

  void note() {
    drawn.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(
      socket.clock.time_since_epoch()));
  }

  const scripted_socket& socket;
  std::vector<std::chrono::milliseconds> drawn;
  std::vector<std::size_t> written;
};

/// A stage that writes without a pause: a delta each `pace`, then the end.
struct streaming_world : follow_world {
  void play(int deltas, std::chrono::milliseconds pace) {
    socket.pace = pace;
    std::deque<std::string> frames{
      hello(), subscribed(), snapshot(1, make_job("running")),
      make_event(2, "stage.started", "a", {{"attempt", 1}}).dump()};
    for (int i = 0; i < deltas; ++i)
      frames.push_back(json{
        {"type", "delta"},
        {"jobId", "j1"},
        {"stage", "a"},
        {"offset", i},
        {"text", "x"}}.dump());
    frames.push_back(finished(3));
    socket.script = {{frames}};
    follow(socket, {"j1", "http://here", true}, output);
  }

  std::chrono::milliseconds longest_gap() const {
    std::chrono::milliseconds result{};
    for (std::size_t i = 1; i < output.drawn.size(); ++i)
      result = std::max(result, output.drawn[i] - output.drawn[i - 1]);
    return result;
  }

  noting_output output{socket};
};

} // namespace

TEST_CASE_METHOD(streaming_world, "bars move while text streams in") {
  play(200, 50ms);
  CHECK(longest_gap() == 250ms);
  CHECK(output.written.size() == 40);
  CHECK(output.written.front() == 5);
  CHECK(output.written.back() == 200);
}

TEST_CASE_METHOD(streaming_world, "bars move no faster than the eye follows") {
  play(10'000, 1ms);
  CHECK(longest_gap() == 250ms);
  CHECK(output.written.size() == 40);
}

TEST_CASE_METHOD(streaming_world, "a slow stream is drawn as it comes") {
  play(10, 400ms);
  CHECK(output.written.size() == 10);
}

TEST_CASE_METHOD(follow_world, "a job is followed to its end") {
  socket.script = {
    {{hello(), subscribed(), snapshot(1, make_job("running")), finished(2)}}};
  CHECK(run().status == job_status::completed);
  CHECK(sent(0)["type"] == "subscribe");
  CHECK(sent(0)["jobId"] == "j1");
  CHECK_FALSE(sent(0).contains("sinceSeq"));
  CHECK(err.str()
        == "Acme (Peru): running, 0 of 3 stages ended\n"
           "10:00:02 job completed\n");
}

TEST_CASE_METHOD(follow_world, "a job that has ended ends the watch at once") {
  socket.script = {{{hello(), subscribed(), snapshot(9, make_job("failed"))}}};
  CHECK(run().status == job_status::failed);
}

TEST_CASE_METHOD(follow_world, "a lost connection goes on where it stopped") {
  auto started = make_event(2, "stage.started", "a", {{"attempt", 1}}).dump();
  socket.script
    = {{{hello(), subscribed(), snapshot(1, make_job("running")), started}},
       {{hello(), subscribed(), started, finished(3)}}};
  CHECK(run().find("a")->status == stage_status::running);
  CHECK(sent(1)["sinceSeq"] == 2);
  CHECK(sent(1)["epoch"] == "e1");
  CHECK(socket.pauses == std::vector{std::chrono::milliseconds{500}});
}

TEST_CASE_METHOD(follow_world, "missing events are asked for again") {
  socket.script = {
    {{hello(), subscribed(), snapshot(1, make_job("running")), finished(5)}},
    {{hello(), subscribed(), snapshot(5, make_job("completed", "completed"))}}};
  CHECK(run().ended_stages() == 3);
}

TEST_CASE_METHOD(follow_world, "frames of a batch count one by one") {
  json batch{
    {"type", "batch"},
    {"items", {make_event(2, "job.started"), json::parse(finished(3))}}};
  socket.script = {
    {{hello(), subscribed(), snapshot(1, make_job("queued")), batch.dump()}}};
  CHECK(run().status == job_status::completed);
}

TEST_CASE_METHOD(follow_world, "a server that says when to return is heeded") {
  socket.script
    = {{{hello(), subscribed(), snapshot(1, make_job("running")),
         R"({"type":"bye","reason":"restart","retryAfterMs":3000})"},
        1012},
       {{hello(), subscribed(), finished(2)}}};
  run();
  CHECK(socket.pauses == std::vector{std::chrono::milliseconds{3000}});
  CHECK(err.str().find("connection lost (restart)") != std::string::npos);
}

TEST_CASE_METHOD(follow_world, "a server that was never there is not awaited") {
  CHECK(fail() == exit_code::unreachable);
  CHECK(socket.pauses.empty());
}

TEST_CASE_METHOD(follow_world, "a server that stays away is given up") {
  socket.script = {{{hello(), subscribed(), snapshot(1, make_job("running"))}}};
  CHECK(fail() == exit_code::unreachable);
  CHECK(socket.pauses.size() == 10);
}

TEST_CASE_METHOD(follow_world, "a server that falls again and again is too") {
  for (int i = 0; i < 20; ++i)
    socket.script.push_back(
      {{hello(), subscribed(), snapshot(1, make_job("running"))}});
  CHECK(fail() == exit_code::unreachable);
  CHECK(socket.pauses.size() == 10);
}

TEST_CASE_METHOD(follow_world,
                 "a subscription that nobody answers is dropped") {
  socket.script = {{{hello()}, 0, true},
                   {{hello(), subscribed(), snapshot(1, make_job("failed"))}}};
  CHECK(run().status == job_status::failed);
  CHECK(socket.sent.size() == 2);
}

TEST_CASE_METHOD(follow_world, "an unknown job is not found") {
  socket.script = {{{hello(), R"({"type":"error","jobId":"j1","problem":
    {"status":404,"code":"not_found","detail":"no job j1"}})"}}};
  CHECK(fail() == exit_code::not_found);
}

TEST_CASE_METHOD(follow_world, "a job deleted meanwhile is not found") {
  socket.script = {{{hello(), subscribed(), snapshot(1, make_job("running")),
                     R"({"type":"job_removed","jobId":"j1"})"}}};
  CHECK(fail() == exit_code::not_found);
}

TEST_CASE_METHOD(follow_world, "who may not look is not let in by trying") {
  socket.script = {{{hello()}, 4401}};
  CHECK(fail() == exit_code::not_allowed);
  CHECK(socket.pauses.empty());
}

TEST_CASE_METHOD(follow_world, "frames that are no JSON are passed over") {
  socket.script = {{{"[]", "{", "\"x\"", hello(), subscribed(),
                     snapshot(1, make_job("completed"))}}};
  CHECK(run().status == job_status::completed);
}
