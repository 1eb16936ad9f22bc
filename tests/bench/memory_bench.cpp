/// What the engine holds in memory: idle, for each running job, and with many
/// jobs queued.
///
///     memory_bench [running jobs] [queued jobs]

#include "tests/bench/measure.hpp"

#include <thread>

using namespace dossier::bench;
using namespace dossier::test;

namespace {

int count_at(std::uint16_t port, const std::string& status, int wanted) {
  http_session session{port};
  int count = 0;
  std::string cursor;
  do {
    auto page = session
                  .get("/api/research?limit=200&status=" + status
                       + (cursor.empty() ? "" : "&cursor=" + cursor))
                  .json();
    count += int(page.at("items").size());
    cursor = page.at("nextCursor").is_null() ? "" : page.at("nextCursor");
  } while (!cursor.empty() && count < wanted);
  return count;
}

/// Submissions leave buffers behind that have nothing to do with the jobs that
/// wait or run, so as many are made and ended before.
double warm_up(server_process& server, int jobs) {
  submit(server.port(), jobs);
  await_idle(server.port());
  return memory_mb(server.pid());
}

/// The foundation of each is under way: slowly written text of a few bytes.
json measure_running(int jobs) {
  server_process server{settings({"demo.profile=realistic"})};
  auto idle = memory_mb(server.pid());
  submit(server.port(), jobs);
  while (count_at(server.port(), "running", jobs) < jobs)
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  auto used = memory_mb(server.pid());
  return {{"idleMb", idle},
          {"runningJobs", jobs},
          {"runningMb", used},
          {"kbPerRunningJob", 1024 * (used - idle) / jobs}};
}

json measure_queued(int jobs) {
  server_process server{
    settings({"demo.profile=realistic", "queue.max_running_jobs=1"})};
  auto idle = memory_mb(server.pid());
  submit(server.port(), jobs);
  auto used = memory_mb(server.pid());
  return {{"queuedJobs", jobs},
          {"queuedMb", used},
          {"bytesPerQueuedJob", 1024 * 1024 * (used - idle) / jobs}};
}

json measure_finished(int jobs) {
  server_process server{settings()};
  auto idle = memory_mb(server.pid());
  auto first = warm_up(server, jobs);
  auto second = warm_up(server, jobs);
  return {{"finishedJobs", 2 * jobs},
          {"idleMb", idle},
          {"afterHalfMb", first},
          {"afterAllMb", second}};
}

} // namespace

int main(int argc, char** argv) {
  auto [running, queued] = numbers(argc, argv, 1000, 10'000);
  print(argc, argv, "memoryRunning", measure_running(running));
  print(argc, argv, "memoryQueued", measure_queued(queued));
  print(argc, argv, "memoryFinished", measure_finished(running));
}
