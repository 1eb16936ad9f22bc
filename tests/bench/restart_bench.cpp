/// How long a server with many unfinished jobs in its file takes until it is
/// ready, and until they run again: kill -9 while all of them run.
///
///     restart_bench [jobs]

#include "tests/bench/measure.hpp"

#include <algorithm>
#include <thread>

using namespace dossier::bench;
using namespace dossier::test;

namespace {

/// So many, evenly spread, stand for all.
constexpr std::size_t witnesses = 200;

std::vector<std::string> choose(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  std::vector<std::string> result;
  auto step = std::max<std::size_t>(1, ids.size() / witnesses);
  for (std::size_t i = 0; i < ids.size(); i += step)
    result.push_back(ids[i]);
  result.push_back(ids.back());
  return result;
}

json status_of(http_session& session, const std::string& id) {
  return session.get("/api/research/jobs/" + id).json();
}

/// Its foundation runs, in that attempt or a later one.
bool is_running(http_session& session, const std::string& id, int attempt) {
  auto stage = status_of(session, id).at("stages").at(0);
  return stage.at("status") == "running" && stage.at("detail") != "retry_wait"
         && stage.at("attempts").get<int>() >= attempt;
}

void await_running(std::uint16_t port, std::vector<std::string> waiting,
                   int attempt) {
  http_session session{port};
  while (!waiting.empty()) {
    std::erase_if(waiting, [&](const std::string& id) {
      return is_running(session, id, attempt);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

} // namespace

int main(int argc, char** argv) {
  auto [jobs] = numbers(argc, argv, 10'000);
  // No job gets beyond its foundation, and none waits before it is retried.
  server_process server{
    settings({"demo.profile=realistic", "provider.max_concurrency=1"})};
  auto chosen = choose(submit(server.port(), jobs));
  await_running(server.port(), chosen, 1);
  server.kill();
  auto start = steady::now();
  server.start();
  auto ready = seconds_since(start);
  await_running(server.port(), chosen, 2);
  print(argc, argv, "restart",
        {{"jobs", jobs},
         {"readySeconds", ready},
         {"runningAgainSeconds", seconds_since(start)},
         {"cpuSeconds", cpu_seconds(server.pid())},
         {"memoryMb", memory_mb(server.pid())}});
  server.kill();
}
