/// How fast the whole engine is: HTTP submit, durable, events, done, with the
/// instant demo model: one job alone, then many at once, and where the
/// processor time went, by thread.
///
///     engine_bench [report type] [jobs] [in flight]

#include "tests/bench/measure.hpp"

using namespace dossier::bench;
using namespace dossier::test;

namespace {

json measure_latency(const server_process& server, const std::string& type) {
  constexpr int rounds = 200;
  http_session session{server.port()};
  ws_client feed{server.port()};
  feed.send({{"type", "subscribe"}, {"feed", "jobs"}});
  feed.next_of("jobs");
  std::vector<double> took;
  for (int i = 0; i < rounds; ++i) {
    auto start = steady::now();
    auto id = session.post("/api/research/generate", request_body(i, type))
                .json()
                .at("jobId");
    for (;;) {
      auto item = feed.next_of("job").at("item");
      if (item.at("id") == id && item.at("status") == "completed")
        break;
    }
    took.push_back(ms_since(start));
  }
  return {{"reportType", type},
          {"jobs", rounds},
          {"p50Ms", percentile(took, 0.50)},
          {"p99Ms", percentile(took, 0.99)}};
}

json measure_throughput(const server_process& server, const std::string& type,
                        int jobs, int in_flight) {
  auto before = cpu_by_thread(server.pid());
  auto start = steady::now();
  submit(server.port(), jobs, type);
  await_idle(server.port());
  auto wall = seconds_since(start);
  auto total = 0.0;
  auto threads = json::object();
  for (const auto& [name, seconds] : cpu_by_thread(server.pid())) {
    auto used = seconds - before[name];
    total += used;
    threads[name] = 1000 * used / jobs;
  }
  return {{"reportType", type},
          {"jobs", jobs},
          {"inFlight", in_flight},
          {"jobsPerSecond", jobs / wall},
          {"cpuMsPerJob", 1000 * total / jobs},
          {"cpuMsPerJobByThread", threads},
          {"memoryMb", memory_mb(server.pid())}};
}

} // namespace

int main(int argc, char** argv) {
  std::string type = argc > 1 ? argv[1] : "bench";
  std::array<int, 2> counts{3000, 500};
  read_numbers(argc, argv, counts, 2);
  auto [jobs, in_flight] = counts;
  server_process server{
    settings({"queue.max_running_jobs=" + std::to_string(in_flight)})};
  print(argc, argv, "latency", measure_latency(server, type));
  print(argc, argv, "throughput",
        measure_throughput(server, type, jobs, in_flight));
  return server.terminate();
}
