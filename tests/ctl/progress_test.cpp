#include "messages/utf8.hpp"
#include "tests/ctl/support/frames.hpp"
#include "tools/ctl/text/display.hpp"
#include "tools/ctl/watch/backoff.hpp"
#include "tools/ctl/watch/event_text.hpp"
#include "tools/ctl/watch/progress.hpp"

#include <catch2/catch.hpp>

using namespace dossier::ctl;
using namespace std::chrono_literals;

namespace {

struct progress_world {
  job_view view = to_view(make_job("running"), 1);
  terminal shape{true, 80, 24, colours::off};
  time_point now = *dossier::parse_timestamp("2026-11-02T10:00:10Z");

  void fold(int seq, const std::string& type, const std::string& stage = {},
            json data = json::object()) {
    fold_event(view, make_event(seq, type, stage, std::move(data)));
  }

  std::string line(std::size_t index) {
    return progress_lines(view, now, shape).at(index);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE_METHOD(progress_world, "the first line is the job, then its stages") {
  auto lines = progress_lines(view, now, shape);
  CHECK(lines.size() == 4);
  CHECK(has(lines[0], "Acme (Peru)"));
  CHECK(has(lines[0], "running"));
  CHECK(has(lines[1], "The foundation"));
}

TEST_CASE_METHOD(progress_world, "a running stage shows time and bytes") {
  fold(2, "stage.started", "a", {{"attempt", 1}});
  fold_delta(view, {{"stage", "a"}, {"offset", 1200}, {"text", ""}});
  CHECK(has(line(2), "8.0 s, 1.2 kB"));
}

TEST_CASE_METHOD(progress_world, "a retry is not hidden behind running") {
  fold(2, "stage.started", "a", {{"attempt", 1}});
  fold(3, "stage.retrying", "a",
       {{"error", "reset"}, {"nextAttemptAt", "2026-11-02T10:00:14.000Z"}});
  CHECK(has(line(2), "next try in 4.0 s, reset"));
}

TEST_CASE_METHOD(progress_world, "what a restart took was no try") {
  shape.columns = 120;
  fold(2, "stage.started", "a", {{"attempt", 1}});
  fold(3, "stage.retrying", "a",
       {{"error", "The server stopped."}, {"errorClass", "crash"}});
  fold(4, "stage.started", "a", {{"attempt", 2}});
  CHECK(has(line(2), "try 1 of 3, one more was lost to a restart"));
  fold(5, "stage.retrying", "a",
       {{"error", "The server shut down."}, {"errorClass", "drained"}});
  fold(6, "stage.started", "a", {{"attempt", 3}});
  for (int attempt = 4; attempt < 6; ++attempt) {
    fold(2 * attempt - 1, "stage.retrying", "a",
         {{"error", "timeout"}, {"errorClass", "transient"}});
    fold(2 * attempt, "stage.started", "a", {{"attempt", attempt}});
  }
  CHECK(has(line(2), "try 3 of 3, 2 more were lost to restarts"));
  fold(11, "stage.reset", "a");
  fold(12, "stage.started", "a", {{"attempt", 1}});
  CHECK_FALSE(has(line(2), "try"));
}

TEST_CASE("tries are counted the same from a snapshot") {
  auto job = make_job("running", "running");
  job["stages"][1]["attempts"] = 4;
  job["stages"][1]["lostAttempts"] = 1;
  CHECK(attempt_of(*to_view(job, 1).find("a"))
        == ", try 3 of 3, one more was lost to a restart");
  job["stages"][1]["lostAttempts"] = 0;
  job["stages"][1]["attempts"] = 2;
  CHECK(attempt_of(*to_view(job, 1).find("a")) == ", try 2 of 3");
}

TEST_CASE_METHOD(progress_world, "a failed stage says why") {
  fold(2, "stage.failed", "a", {{"error", "no answer"}});
  CHECK(has(line(2), "✗"));
  CHECK(has(line(2), "no answer"));
}

TEST_CASE_METHOD(progress_world, "no line is wider than the terminal") {
  shape.columns = 40;
  view.company = std::string(200, 'x');
  fold(2, "stage.failed", "a", {{"error", std::string(200, 'y')}});
  for (const auto& each : progress_lines(view, now, shape))
    CHECK(dossier::utf8::width(each) <= 40);
}

TEST_CASE_METHOD(progress_world, "on a low terminal ended stages go first") {
  shape.rows = 4;
  fold(2, "stage.completed", "foundation");
  auto lines = progress_lines(view, now, shape);
  REQUIRE(lines.size() == 3);
  CHECK(has(lines[1], "The a"));
  CHECK(has(lines[2], "The b"));
}

TEST_CASE_METHOD(progress_world, "colours are left out unless allowed") {
  CHECK_FALSE(has(line(0), "\x1b"));
  shape.palette = colours::on;
  CHECK(has(line(0), "\x1b["));
}

TEST_CASE_METHOD(progress_world, "events read as lines") {
  auto event = make_event(2, "stage.failed", "a", {{"error", "no answer"}});
  fold_event(view, event);
  CHECK(event_line(view, event) == "10:00:02 The a: failed: no answer");
  CHECK(event_line(view, make_event(3, "stage.usage", "a")).empty());
  fold(3, "stage.started", "b", {{"attempt", 1}});
  auto lost = make_event(4, "stage.retrying", "b", {{"errorClass", "crash"}});
  fold_event(view, lost);
  CHECK(event_line(view, lost)
        == "10:00:04 The b: attempt 1 was lost to a restart, goes on");
}

TEST_CASE("a lost connection is tried again, later and later, not for ever") {
  backoff tries;
  CHECK(tries.next() == 500ms);
  CHECK(tries.next() == 1s);
  int count = 2;
  auto last = 0ms;
  while (auto delay = tries.next()) {
    last = *delay;
    ++count;
  }
  CHECK(last == 8s);
  CHECK(count == 10);
  tries.reset();
  CHECK(tries.next() == 500ms);
}

TEST_CASE("a server that asks for more time gets it, within a minute") {
  backoff tries;
  CHECK(tries.next(3s) == 3s);
  CHECK(tries.next(1h) == 60s);
}
