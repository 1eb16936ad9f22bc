/// How fast the whole engine is: HTTP submit, durable, events, done, with the
/// instant demo model. Starts dossierd on a fresh folder, prints one JSON line
/// a measurement, and where the processor time went, by thread.
///
///     engine_bench [report type] [jobs] [in flight]

#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>
#include <unistd.h>

using namespace dossier::test;
using json = nlohmann::json;
using steady = std::chrono::steady_clock;

namespace {

struct options {
  std::string report_type = "bench";
  int jobs = 3000;
  int in_flight = 500;
};

double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

/// Processor seconds of a thread or process, from its `stat` file.
double cpu_of(const std::filesystem::path& stat) {
  std::ifstream in{stat};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  std::istringstream fields{text.substr(text.rfind(')') + 2)};
  std::string skipped;
  for (int i = 0; i < 11; ++i)
    fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / double(::sysconf(_SC_CLK_TCK));
}

std::map<std::string, double> cpu_by_thread(pid_t pid) {
  std::map<std::string, double> result;
  auto tasks = std::filesystem::path{"/proc"} / std::to_string(pid) / "task";
  for (const auto& task : std::filesystem::directory_iterator{tasks}) {
    std::ifstream name{task.path() / "comm"};
    std::string text;
    std::getline(name, text);
    result[text] += cpu_of(task.path() / "stat");
  }
  return result;
}

double memory_mb(pid_t pid) {
  std::ifstream in{std::filesystem::path{"/proc"} / std::to_string(pid)
                   / "status"};
  for (std::string line; std::getline(in, line);)
    if (line.rfind("VmRSS:", 0) == 0)
      return std::stod(line.substr(6)) / 1024;
  return 0;
}

std::vector<std::string> settings_for(const options& what) {
  std::string paths = "pipelines.paths=config/pipelines,tests/bench/pipeline";
  return {"demo.profile=instant", paths,
          "queue.max_running_jobs=" + std::to_string(what.in_flight),
          "recorder.max_waiting=10000", "provider.max_concurrency=10000"};
}

json body_of(const options& what, int number) {
  return {{"companyName", "Company " + std::to_string(number % 100)},
          {"reportType", what.report_type}};
}

/// Keeps the queue fed from a few connections; 503 means try again.
void submit_all(std::uint16_t port, const options& what) {
  constexpr int connections = 4;
  std::vector<std::thread> threads;
  for (int c = 0; c < connections; ++c)
    threads.emplace_back([&, c] {
      http_session session{port};
      for (int i = c; i < what.jobs; i += connections)
        while (
          session.post("/api/research/generate", body_of(what, i).dump()).status
          != 202) {
          // nop
        }
    });
  for (auto& thread : threads)
    thread.join();
}

void await_idle(std::uint16_t port) {
  http_session session{port};
  while (!session.get("/api/research?status=queued,running&limit=1")
            .json()
            .at("items")
            .empty())
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
}

json measure_throughput(server_process& server, const options& what) {
  auto before = cpu_by_thread(server.pid());
  auto start = steady::now();
  submit_all(server.port(), what);
  await_idle(server.port());
  auto wall = seconds_since(start);
  auto after = cpu_by_thread(server.pid());
  auto total = 0.0;
  auto threads = json::object();
  for (const auto& [name, seconds] : after) {
    auto used = seconds - before[name];
    total += used;
    threads[name] = 1000 * used / what.jobs;
  }
  return {{"measure", "throughput"},
          {"reportType", what.report_type},
          {"jobs", what.jobs},
          {"inFlight", what.in_flight},
          {"jobsPerSecond", what.jobs / wall},
          {"cpuMsPerJob", 1000 * total / what.jobs},
          {"cpuMsPerJobByThread", threads},
          {"memoryMb", memory_mb(server.pid())}};
}

json measure_latency(server_process& server, const options& what) {
  constexpr int rounds = 200;
  http_session session{server.port()};
  ws_client feed{server.port()};
  feed.send({{"type", "subscribe"}, {"feed", "jobs"}});
  feed.next_of("jobs");
  std::vector<double> took;
  for (int i = 0; i < rounds; ++i) {
    auto start = steady::now();
    auto id = session.post("/api/research/generate", body_of(what, i).dump())
                .json()
                .at("jobId");
    for (;;) {
      auto item = feed.next_of("job").at("item");
      if (item.at("id") == id && item.at("status") == "completed")
        break;
    }
    took.push_back(1000 * seconds_since(start));
  }
  std::sort(took.begin(), took.end());
  return {{"measure", "latency"},
          {"reportType", what.report_type},
          {"jobs", rounds},
          {"p50Ms", took[rounds / 2]},
          {"p99Ms", took[rounds * 99 / 100]}};
}

} // namespace

int main(int argc, char** argv) {
  options what;
  if (argc > 1)
    what.report_type = argv[1];
  if (argc > 2)
    what.jobs = std::stoi(argv[2]);
  if (argc > 3)
    what.in_flight = std::stoi(argv[3]);
  server_process server{settings_for(what)};
  std::cout << json{{"measure", "idle"}, {"memoryMb", memory_mb(server.pid())}}
            << std::endl;
  std::cout << measure_latency(server, what) << std::endl;
  std::cout << measure_throughput(server, what) << std::endl;
  return server.terminate();
}
