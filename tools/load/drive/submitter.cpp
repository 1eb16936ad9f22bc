#include "tools/load/drive/submitter.hpp"

#include "tools/load/drive/disturber.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace dossier::load {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

namespace {

constexpr const char* generate = "/api/research/generate";

double ms(std::chrono::nanoseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

std::string body_of(const world& all, const std::string& company) {
  return json{{"companyName", company},
              {"reportType", all.wanted.report_type},
              {"tags", {all.run}}}
    .dump();
}

job_record& acknowledge(world& all, const std::string& company,
                        const outcome& result, timestamp asked_at) {
  auto id = result.body().at("jobId").get<std::string>();
  if (all.find(id))
    all.faults.add("G2", id, "answered to two keys");
  auto& job = all.jobs.emplace_back(all.shape, id, company);
  job.submitted_at = asked_at;
  job.answer = result.answer.body;
  all.by_id[id] = &job;
  ++all.open_jobs;
  all.last_change = steady::now();
  all.changed.notify();
  return job;
}

/// Asked again with its key, the server must say what it said before.
asio::awaitable<void> repeat(world& all, job_record& job, std::string key) {
  co_await pause(milliseconds{all.draw(0, 2000)});
  auto again = co_await all.calls.post(generate, body_of(all, job.company()),
                                       std::move(key));
  all.numbers.count("repeats");
  if (again.answer.status != 202 || again.answer.body != job.answer)
    all.faults.add("G2", job.id(),
                   "repeated, the answer was " + again.answer.body);
  else if (!again.answer.is_replayed)
    all.faults.add("G2", job.id(), "repeated, not marked as such");
}

asio::awaitable<void> submit(world& all, int number) {
  auto company = "Load " + all.run + " " + std::to_string(number);
  auto key = all.run + "-" + std::to_string(number);
  auto asked_at = wall_now();
  auto start = steady::now();
  auto result = co_await all.calls.post(generate, body_of(all, company), key);
  --all.unanswered_submits;
  if (result.answer.status != 202) {
    all.faults.add("API", {}, "a submit got " + result.answer.body);
    co_return;
  }
  if (result.sendings == 1)
    all.numbers.sample("submitMs", ms(result.took));
  else
    all.numbers.sample("submitRepeatedMs", ms(steady::now() - start));
  auto& job = acknowledge(all, company, result, asked_at);
  if (all.draws(all.wanted.repeats))
    asio::co_spawn(all.loop, repeat(all, job, key), or_report(all));
  if (all.draws(all.wanted.cancels))
    asio::co_spawn(all.loop, cancel_later(all, job), or_report(all));
}

bool has_reached_its_bounds(const world& all, int submitted,
                            steady::time_point start) {
  const auto& options = all.wanted;
  if (!all.is_submitting || (options.jobs > 0 && submitted >= options.jobs))
    return true;
  return options.seconds > 0
         && steady::now() - start >= std::chrono::seconds{options.seconds};
}

/// Waits until the next submit is due.
asio::awaitable<void> await_turn(world& all, int submitted,
                                 steady::time_point start) {
  if (all.wanted.rate > 0) {
    auto due = std::chrono::duration<double>(submitted / all.wanted.rate);
    co_await pause(start + std::chrono::duration_cast<steady::duration>(due)
                   - steady::now());
    co_return;
  }
  while (all.is_submitting
         && all.open_jobs + all.unanswered_submits >= all.wanted.in_flight)
    co_await all.changed.wait();
}

} // namespace

asio::awaitable<void> submit_jobs(world& all) {
  auto start = steady::now();
  for (int number = 0; !has_reached_its_bounds(all, number, start); ++number) {
    co_await await_turn(all, number, start);
    ++all.unanswered_submits;
    asio::co_spawn(all.loop, submit(all, number), or_report(all));
  }
  all.is_submitting = false;
  all.numbers.sample("submittedForS", ms(steady::now() - start) / 1000);
}

} // namespace dossier::load
