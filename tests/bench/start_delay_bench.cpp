/// How long a stage waits for the engine. First by the times of the events:
/// from the completion of its last dependency to its start, while many jobs
/// stream. Both are one transaction, so this should be nothing; what a start
/// then takes to become a call, with the sync of that transaction, is part of
/// the second figure: from the start of a stage to the end of its attempt, with
/// the instant model, whose text, review and report are in it too.
///
///     start_delay_bench [jobs at once] [jobs a second]

#include "messages/time.hpp"
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <thread>

using namespace dossier::bench;
using namespace dossier::test;

namespace {

std::map<std::string, std::vector<std::string>> edges(http_session& session) {
  std::map<std::string, std::vector<std::string>> result;
  auto pipeline = session.get("/api/pipelines/bench").json();
  for (const auto& stage : pipeline.at("stages"))
    for (const auto* list : {"needs", "prefers"})
      for (const auto& id : stage.at(list))
        result[stage.at("id")].push_back(id);
  return result;
}

double ms_of(const json& event) {
  auto at = dossier::parse_timestamp(event.at("ts").get<std::string>());
  return double(at.value().time_since_epoch().count());
}

void collect(http_session& session, const std::string& id,
             const std::map<std::string, std::vector<std::string>>& before,
             std::vector<double>& delays) {
  std::map<std::string, double> ended;
  auto page = session.get("/api/research/" + id + "/events?limit=1000").json();
  for (const auto& event : page.at("items")) {
    auto stage = event.value("stage", "");
    if (event.at("event") == "stage.completed")
      ended[stage] = ms_of(event);
    auto waits = before.find(stage);
    if (event.at("event") != "stage.started" || waits == before.end())
      continue;
    auto ready = 0.0;
    for (const auto& dependency : waits->second)
      ready = std::max(ready, ended.at(dependency));
    delays.push_back(ms_of(event) - ready);
  }
}

json figures_of(std::vector<double>& values) {
  return {{"stages", values.size()},
          {"p50Ms", percentile(values, 0.50)},
          {"p99Ms", percentile(values, 0.99)},
          {"maxMs", percentile(values, 1)}};
}

json measure_delay(int jobs) {
  server_process server{settings({"demo.profile=fast"})};
  auto ids = submit(server.port(), jobs);
  await_idle(server.port());
  http_session session{server.port()};
  auto before = edges(session);
  std::vector<double> delays;
  for (const auto& id : ids)
    collect(session, id, before, delays);
  auto figures = figures_of(delays);
  figures["jobs"] = jobs;
  return figures;
}

/// From each start to the completion of its stage.
void collect_attempts(http_session& session, const std::string& id,
                      std::vector<double>& took) {
  std::map<std::string, double> started;
  auto page = session.get("/api/research/" + id + "/events?limit=1000").json();
  for (const auto& event : page.at("items")) {
    auto stage = event.value("stage", "");
    if (event.at("event") == "stage.started")
      started[stage] = ms_of(event);
    else if (event.at("event") == "stage.completed")
      took.push_back(ms_of(event) - started.at(stage));
  }
}

json measure_attempts(int jobs_a_second) {
  constexpr int seconds = 10;
  server_process server{settings()};
  http_session session{server.port()};
  std::vector<std::string> ids;
  auto start = steady::now();
  for (int i = 0; i < seconds * jobs_a_second; ++i) {
    std::this_thread::sleep_until(
      start + i * std::chrono::microseconds{1'000'000 / jobs_a_second});
    ids.push_back(session.post("/api/research/generate", request_body(i))
                    .json()
                    .at("jobId"));
  }
  await_idle(server.port());
  std::vector<double> took;
  for (const auto& id : ids)
    collect_attempts(session, id, took);
  auto figures = figures_of(took);
  figures["jobsPerSecond"] = jobs_a_second;
  return figures;
}

} // namespace

int main(int argc, char** argv) {
  auto [jobs, jobs_a_second] = numbers(argc, argv, 100, 50);
  print(argc, argv, "startDelay", measure_delay(jobs));
  print(argc, argv, "startToEnd", measure_attempts(jobs_a_second));
}
