#include "tools/load/drive/auditor.hpp"

#include "tools/load/drive/disturber.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace dossier::load {

namespace {

constexpr int events_a_page = 1000;
constexpr int jobs_a_page = 200;

/// Of one job; a rerun of a rerun shows no more than this.
constexpr int most_reruns = 3;

/// How many of the oldest jobs a patrol looks at.
constexpr int most_looked_at = 20;

/// At the end, so many jobs are read side by side.
constexpr std::size_t last_auditors = 16;

asio::awaitable<std::optional<json>> read_json(world& all, job_record& job,
                                               std::string target) {
  auto reply = co_await all.calls.get(std::move(target));
  if (reply.answer.status == 200)
    co_return reply.body();
  all.faults.add("G1", job.id(), "GET says " + reply.answer.body);
  co_return std::nullopt;
}

/// Every stored event against what was published.
asio::awaitable<void> read_events(world& all, job_record& job) {
  const auto path = "/api/research/" + job.id() + "/events?limit="
                    + std::to_string(events_a_page) + "&after=";
  for (std::uint64_t after = 0, last = 1; after < last;) {
    auto target = path + std::to_string(after);
    auto page = co_await read_json(all, job, std::move(target));
    if (!page || page->at("items").empty())
      co_return;
    for (auto& item : page->at("items")) {
      after = item.at("seq").get<std::uint64_t>();
      job.note(std::move(item), all.faults);
    }
    last = page->at("lastSeq").get<std::uint64_t>();
  }
}

void check_status(world& all, job_record& job, const json& status) {
  if (status.at("stages").size() != all.shape.stages.size())
    all.faults.add("G1", job.id(), "has other stages than its pipeline");
  job.note_totals(status, all.faults);
  auto last = status.at("lastSeq").get<std::uint64_t>();
  job.expect_complete(last, all.faults);
  const auto* published = job.published();
  if (!published || published->last_seq() != last)
    return;
  if (!published->has_finished())
    all.faults.add("G5", job.id(), "ended without saying so");
  for (const auto& text : differences(published->status(), status))
    all.faults.add("G7", job.id(), text);
}

/// The outputs in the report are those of the events.
asio::awaitable<void> read_report(world& all, job_record& job) {
  auto reply = co_await all.calls.get("/api/research/" + job.id());
  if (reply.answer.status != 200)
    co_return; // A job whose foundation is not there has no report.
  auto report = reply.body();
  for (const auto& section : report.at("sections")) {
    auto which = all.shape.find(section.at("stage").get<std::string>());
    if (which && section.at("status") == "completed")
      job.note_output(*which, section.at("version"), section.at("output"),
                      all.faults);
  }
}

/// How long it took by the server's clock, which is ours.
void time(world& all, job_record& job, const json& status) {
  if (job.was_timed)
    return;
  job.was_timed = true;
  auto end = parse_timestamp(status.at("completedAt").get<std::string>());
  all.numbers.sample("doneMs",
                     double((end.value() - job.submitted_at).count()));
}

void note_end(world& all, job_record& job, const json& status) {
  job.is_open = false;
  --all.open_jobs;
  all.last_change = std::chrono::steady_clock::now();
  all.numbers.count("ended " + status.at("status").get<std::string>());
  all.changed.notify();
}

bool is_to_be_rerun(world& all, const job_record& job) {
  return all.is_submitting && job.reruns < most_reruns
         && all.draws(all.wanted.reruns);
}

asio::awaitable<void> audit(world& all, job_record& job) {
  auto path = "/api/research/jobs/" + job.id();
  auto status = co_await read_json(all, job, path);
  if (!status || !is_terminal(status->at("status").get<std::string>()))
    co_return;
  co_await read_events(all, job);
  co_await read_report(all, job);
  check_status(all, job, *status);
  time(all, job, *status);
  if (is_to_be_rerun(all, job)) {
    co_await rerun(all, job, std::move(*status));
    co_return;
  }
  note_end(all, job, *status);
  job.close();
}

asio::awaitable<void> audit_again(world& all, job_record& job) {
  auto path = "/api/research/jobs/" + job.id();
  auto status = co_await read_json(all, job, path);
  if (!status)
    co_return;
  if (!is_terminal(status->at("status").get<std::string>()))
    all.faults.add("G1", job.id(), "runs again after its end");
  co_await read_events(all, job);
  check_status(all, job, *status);
  co_await read_report(all, job);
}

std::string list_target(const world& all, const std::string& cursor) {
  auto result = "/api/research?sort=createdAt&limit="
                + std::to_string(jobs_a_page) + "&tag=" + all.run;
  return cursor.empty() ? result : result + "&cursor=" + cursor;
}

/// Each job of this run is listed, once, and none that nobody acknowledged.
asio::awaitable<void> read_list(world& all) {
  std::map<std::string, int> companies;
  std::string cursor;
  do {
    auto target = list_target(all, cursor);
    auto reply = co_await all.calls.get(std::move(target));
    auto page = reply.body();
    for (const auto& item : page.at("items")) {
      ++companies[item.at("companyName").get<std::string>()];
      auto id = item.at("id").get<std::string>();
      if (!all.find(id))
        all.faults.add("G2", id, "nobody was notified of this job");
    }
    const auto& next = page.at("nextCursor");
    cursor.clear();
    if (next.is_string())
      cursor = next.get<std::string>();
  } while (!cursor.empty());
  for (const auto& job : all.jobs)
    if (auto times = companies[job.company()]; times != 1)
      all.faults.add(times == 0 ? "G1" : "G2", job.id(),
                     "is listed " + std::to_string(times) + " times");
}

} // namespace

asio::awaitable<void> audit_jobs(world& all) {
  while (!all.is_over) {
    if (all.to_audit.empty()) {
      co_await all.audits_wanted.wait();
      continue;
    }
    auto* job = all.to_audit.front();
    all.to_audit.pop_front();
    while (job->is_open && std::exchange(job->is_audit_wanted, false))
      co_await audit(all, *job);
    job->is_being_audited = false;
  }
}

asio::awaitable<void> patrol(world& all) {
  while (!all.is_over) {
    co_await pause(std::chrono::seconds{1});
    auto left = most_looked_at;
    for (auto& job : all.jobs)
      if (job.is_open && left-- > 0)
        all.want_audit(job);
  }
}

asio::awaitable<void> audit_everything(world& all) {
  std::size_t next = 0;
  auto busy = std::min(last_auditors, all.jobs.size());
  signal done{all.loop};
  auto work = [&]() -> asio::awaitable<void> {
    while (next < all.jobs.size())
      co_await audit_again(all, all.jobs[next++]);
  };
  // Also one that fails, or ends before the next is started, is done once.
  auto end = [&](std::exception_ptr failed) {
    or_report(all)(failed);
    --busy;
    done.notify();
  };
  for (auto left = busy; left > 0; --left)
    asio::co_spawn(all.loop, work(), end);
  while (busy > 0)
    co_await done.wait();
  co_await read_list(all);
}

} // namespace dossier::load
