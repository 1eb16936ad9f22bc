#include "tools/load/drive/disturber.hpp"

#include "tools/load/check/rerun_plan.hpp"

#include <array>
#include <csignal>

namespace dossier::load {

using steady = std::chrono::steady_clock;

namespace {

/// SIGTERM must be followed by the end within the drain timeout and this.
constexpr milliseconds grace{2000};

/// A cancel comes at any time of a job's life, or after it.
constexpr int latest_cancel_ms = 8000;

double ms_since(steady::time_point start) {
  return std::chrono::duration<double, std::milli>(steady::now() - start)
    .count();
}

std::set<std::size_t> draw_sections(world& all) {
  std::set<std::size_t> result;
  auto last = int(all.shape.stages.size()) - 1;
  for (auto wanted = all.draw(1, 3); wanted > 0; --wanted)
    result.insert(std::size_t(all.draw(0, last)));
  return result;
}

json ids_of(const graph& shape, const std::set<std::size_t>& which) {
  return shape.ids_of({which.begin(), which.end()});
}

void compare_plan(world& all, const job_record& job, const json& answered,
                  const rerun_plan& plan) {
  auto expect = [&](const char* name, const std::set<std::size_t>& expected) {
    if (answered.at(name) != ids_of(all.shape, expected))
      all.faults.add("G6", job.id(),
                     std::string{name}
                       + " of a rerun: " + answered.at(name).dump()
                       + " and not " + ids_of(all.shape, expected).dump());
  };
  expect("sections", plan.sections);
  expect("recomputed", plan.recomputed);
}

asio::awaitable<void> kill(world& all, server_process& server) {
  all.is_server_up = false;
  co_await server.stop(SIGKILL);
  all.numbers.count("kills");
}

asio::awaitable<void> terminate(world& all, server_process& server) {
  auto begun = steady::now();
  auto code = co_await server.stop(SIGTERM);
  all.is_server_up = false;
  all.numbers.count("terms");
  all.numbers.sample("terminatedMs", ms_since(begun));
  if (code != 0)
    all.faults.add("G14", {}, "SIGTERM ended in " + std::to_string(code));
  if (ms_since(begun) > double((all.wanted.drain_timeout + grace).count()))
    all.faults.add("G14", {},
                   "SIGTERM took " + std::to_string(ms_since(begun)) + " ms");
}

} // namespace

std::function<void(std::exception_ptr)> or_report(world& all) {
  return [&all](std::exception_ptr failed) {
    if (!failed)
      return;
    try {
      std::rethrow_exception(failed);
    } catch (const std::exception& reason) {
      all.faults.add("API", {}, reason.what());
    }
  };
}

asio::awaitable<void> cancel_later(world& all, job_record& job) {
  co_await pause(milliseconds{all.draw(0, latest_cancel_ms)});
  auto path = "/api/research/" + job.id() + "/cancel";
  auto reply
    = co_await all.calls.post(path, "{}", all.run + "-cancel-" + job.id());
  if (reply.answer.status == 409) {
    all.numbers.count("cancelsTooLate");
    co_return;
  }
  all.numbers.count("cancels");
  if (reply.answer.status != 202)
    all.faults.add("API", job.id(), "a cancel got " + reply.answer.body);
  all.want_audit(job);
}

asio::awaitable<void> rerun(world& all, job_record& job, json before) {
  constexpr std::array cascades{"none", "blocked", "stale"};
  auto requested = draw_sections(all);
  std::string cascade = cascades[std::size_t(all.draw(0, 2))];
  json body{{"sections", ids_of(all.shape, requested)}, {"cascade", cascade}};
  auto key
    = all.run + "-rerun-" + job.id() + "-" + std::to_string(++job.reruns);
  auto reply = co_await all.calls.post("/api/research/" + job.id() + "/rerun",
                                       body.dump(), key);
  all.numbers.count("reruns");
  job.was_seen_ending = false;
  if (reply.answer.status != 202) {
    all.faults.add("API", job.id(), "a rerun got " + reply.answer.body);
    co_return;
  }
  auto plan = plan_rerun(all.shape, before.at("stages"), requested, cascade);
  compare_plan(all, job, reply.body(), plan);
}

asio::awaitable<void> start_server(world& all, server_process& server,
                                   std::string figure) {
  auto begun = steady::now();
  all.server = co_await server.start();
  all.numbers.sample(figure, ms_since(begun));
  all.calls.move_to(all.server);
  all.is_server_up = true;
  all.last_change = steady::now();
  all.moved.notify();
}

asio::awaitable<void> stop_and_start(world& all, server_process& server) {
  auto least = int(all.wanted.least_pause.count());
  auto most = int(all.wanted.longest_pause.count());
  auto kills = all.wanted.kills, terms = all.wanted.terms;
  while (kills + terms > 0) {
    co_await pause(milliseconds{all.draw(least, most)});
    if (all.draw(1, kills + terms) <= kills) {
      --kills;
      co_await kill(all, server);
    } else {
      --terms;
      co_await terminate(all, server);
    }
    co_await start_server(all, server, "restartMs");
  }
  if (all.wanted.jobs == 0 && all.wanted.seconds == 0)
    all.is_submitting = false;
  all.changed.notify();
}

} // namespace dossier::load
