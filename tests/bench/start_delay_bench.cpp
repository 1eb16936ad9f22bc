/// How long after its last dependency a stage starts, by the times its events
/// carry, while many jobs stream.
///
///     start_delay_bench [jobs at once]

#include "messages/time.hpp"
#include "tests/bench/measure.hpp"

#include <algorithm>

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

} // namespace

int main(int argc, char** argv) {
  auto jobs = argument(argc, argv, 1, 100);
  server_process server{settings({"demo.profile=fast"})};
  auto ids = submit(server.port(), jobs);
  await_idle(server.port());
  http_session session{server.port()};
  auto before = edges(session);
  std::vector<double> delays;
  for (const auto& id : ids)
    collect(session, id, before, delays);
  print(argc, argv, "startDelay",
        {{"jobs", jobs},
         {"starts", delays.size()},
         {"p50Ms", percentile(delays, 0.50)},
         {"p99Ms", percentile(delays, 0.99)},
         {"maxMs", percentile(delays, 1)}});
  return server.terminate();
}
