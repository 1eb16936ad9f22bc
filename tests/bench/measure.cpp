#include "tests/bench/measure.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace dossier::bench {

using test::http_session;

namespace {

constexpr int connections = 4;

/// With a server that takes no job; one that is only busy takes it in time.
constexpr auto patience = std::chrono::seconds{60};

/// Processor seconds of a thread, from its `stat` file.
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

std::filesystem::path folder_of(pid_t pid) {
  return std::filesystem::path{"/proc"} / std::to_string(pid);
}

std::string submit_one(http_session& session, const std::string& body) {
  for (const auto start = steady::now();;) {
    auto answer = session.post("/api/research/generate", body);
    if (answer.status == 202)
      return answer.json().at("jobId");
    if (answer.status != 503 || steady::now() - start > patience)
      throw std::runtime_error{"a submit got " + answer.body};
  }
}

} // namespace

double seconds_since(steady::time_point start) {
  return std::chrono::duration<double>(steady::now() - start).count();
}

double ms_since(steady::time_point start) {
  return 1000 * seconds_since(start);
}

std::map<std::string, double> cpu_by_thread(pid_t pid) {
  std::map<std::string, double> result;
  for (const auto& task :
       std::filesystem::directory_iterator{folder_of(pid) / "task"}) {
    std::ifstream name{task.path() / "comm"};
    std::string text;
    std::getline(name, text);
    result[text] += cpu_of(task.path() / "stat");
  }
  return result;
}

double cpu_seconds(pid_t pid) {
  return cpu_of(folder_of(pid) / "stat");
}

double memory_mb(pid_t pid) {
  std::ifstream in{folder_of(pid) / "status"};
  for (std::string line; std::getline(in, line);)
    if (line.rfind("VmRSS:", 0) == 0)
      return std::stod(line.substr(6)) / 1024;
  return 0;
}

double percentile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  auto rank = std::ceil(share * double(values.size()));
  return values.at(std::size_t(std::max(rank, 1.0)) - 1);
}

void print(int argc, char** argv, const std::string& measure, json figures) {
  std::string command;
  for (int i = 0; i < argc; ++i)
    command += (i > 0 ? " " : "") + std::string{argv[i]};
  double load = 0;
  ::getloadavg(&load, 1);
  figures["measure"] = measure;
  figures["command"] = command;
  figures["loadAverage"] = load;
  std::cout << figures << std::endl;
}

void read_numbers(int argc, char** argv, std::span<int> into, int first) {
  auto refuse = [&](int position, const char* reason) {
    std::cerr << argv[0] << ": argument " << position << ' ' << reason << '\n';
    std::exit(2);
  };
  for (int i = first; i < argc; ++i) {
    const auto slot = std::size_t(i - first);
    if (slot >= into.size())
      refuse(i, "is one too many");
    auto& number = into[slot];
    const std::string_view text{argv[i]};
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || end != last || number < 0)
      refuse(i, "is no whole number from 0 on");
  }
}

std::vector<std::string> settings(std::vector<std::string> more) {
  std::vector<std::string> result{
    "demo.profile=instant",
    "pipelines.paths=config/pipelines,tests/bench/pipeline",
    "queue.max_running_jobs=0", "recorder.max_waiting=10000",
    "provider.max_concurrency=10000"};
  result.insert(result.end(), more.begin(), more.end());
  return result;
}

std::string request_body(int number, const std::string& report_type) {
  return json{{"companyName", "Company " + std::to_string(number % 100)},
              {"reportType", report_type}}
    .dump();
}

std::vector<std::string> submit(std::uint16_t port, int jobs,
                                const std::string& report_type) {
  std::vector<std::string> ids;
  std::mutex guard;
  std::vector<std::thread> threads;
  for (int c = 0; c < connections; ++c)
    threads.emplace_back([&, c] {
      http_session session{port};
      for (int i = c; i < jobs; i += connections) {
        auto id = submit_one(session, request_body(i, report_type));
        const std::lock_guard lock{guard};
        ids.push_back(std::move(id));
      }
    });
  for (auto& thread : threads)
    thread.join();
  return ids;
}

void await_idle(std::uint16_t port) {
  http_session session{port};
  while (!session.get("/api/research?status=queued,running&limit=1")
            .json()
            .at("items")
            .empty())
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
}

} // namespace dossier::bench
