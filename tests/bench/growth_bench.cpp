/// What a file full of finished jobs costs: jobs a second, a list page and a
/// job's status, with none in the file and with many.
///
///     growth_bench [finished jobs] [measured jobs]

#include "tests/bench/finished_jobs.hpp"
#include "tests/bench/measure.hpp"

using namespace dossier::bench;
using namespace dossier::test;

namespace {

std::vector<double> time_gets(std::uint16_t port,
                              const std::vector<std::string>& targets) {
  http_session session{port};
  std::vector<double> took;
  for (const auto& target : targets) {
    auto start = steady::now();
    if (session.get(target).status != 200)
      throw std::runtime_error{"no answer to " + target};
    took.push_back(ms_since(start));
  }
  return took;
}

/// Pages of 50 from all over the list, and the states of their jobs.
void measure_reading(std::uint16_t port, json& figures) {
  constexpr int pages = 100;
  std::vector<std::string> jobs, lists;
  std::string target = "/api/research?limit=50";
  http_session session{port};
  for (int i = 0; i < pages; ++i) {
    lists.push_back(target);
    auto page = session.get(target).json();
    for (const auto& item : page.at("items"))
      jobs.push_back("/api/research/jobs/" + item.at("id").get<std::string>());
    if (page.at("nextCursor").is_null())
      break;
    target = "/api/research?limit=50&cursor="
             + page.at("nextCursor").get<std::string>();
  }
  auto list = time_gets(port, lists), status = time_gets(port, jobs);
  figures["listP50Ms"] = percentile(list, 0.50);
  figures["listP99Ms"] = percentile(list, 0.99);
  figures["statusP50Ms"] = percentile(status, 0.50);
  figures["statusP99Ms"] = percentile(status, 0.99);
}

json measure(const server_process& server, int jobs) {
  auto cpu = cpu_seconds(server.pid());
  auto start = steady::now();
  submit(server.port(), jobs);
  await_idle(server.port());
  json figures{{"measuredJobs", jobs},
               {"jobsPerSecond", jobs / seconds_since(start)},
               {"cpuMsPerJob", 1000 * (cpu_seconds(server.pid()) - cpu) / jobs},
               {"memoryMb", memory_mb(server.pid())}};
  measure_reading(server.port(), figures);
  return figures;
}

} // namespace

int main(int argc, char** argv) {
  auto [finished, jobs] = numbers(argc, argv, 100'000, 2000);
  server_process server{settings({"queue.max_running_jobs=500"})};
  submit(server.port(), 1);
  await_idle(server.port());
  auto none = measure(server, jobs);
  none["finishedJobs"] = 0;
  print(argc, argv, "growth", none);
  server.terminate();
  multiply_first_job(server.folder(), finished);
  server.start();
  auto many = measure(server, jobs);
  many["finishedJobs"] = finished;
  many["share"] = many.at("jobsPerSecond").get<double>()
                  / none.at("jobsPerSecond").get<double>();
  print(argc, argv, "growth", many);
  return server.terminate();
}
