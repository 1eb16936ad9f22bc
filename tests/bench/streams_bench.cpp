/// What many streams at once cost: dossierd asks the simulator for so many
/// sections at 50 tokens a second each, and followers read along. Prints one
/// JSON line.
///
///     streams_bench [streams] [followed] [seconds]
///
/// The delay of a piece of text is how much later its last token came than at
/// the pace of its stream, counted from the quickest piece of that stream: the
/// simulator's ticks (20 ms), dossierd's way, the gathering of text (50 ms) and
/// the reader's own lateness are in it; what every piece takes alike is not.

#include "tests/bench/measure.hpp"
#include "tests/support/processes/rehearsal.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>
#include <unistd.h>

using namespace dossier::test;
using json = nlohmann::json;
using steady = std::chrono::steady_clock;

namespace {

constexpr double tokens_per_second = 50;
constexpr double bytes_per_token = 4;
/// Sockets may not follow many more.
constexpr std::size_t jobs_per_socket = 50;

struct options {
  std::size_t streams = 500;
  std::size_t followed = 500;
  int seconds = 30;
};

// -- what a process uses ------------------------------------------------------

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

double cpu_seconds(pid_t pid) {
  auto text = text_of("/proc/" + std::to_string(pid) + "/stat");
  std::istringstream fields{text.substr(text.rfind(')') + 2)};
  std::string skipped;
  for (int i = 0; i < 11; ++i)
    fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / double(::sysconf(_SC_CLK_TCK));
}

double memory_mb(pid_t pid) {
  std::istringstream in{text_of("/proc/" + std::to_string(pid) + "/status")};
  for (std::string line; std::getline(in, line);)
    if (line.rfind("VmRSS:", 0) == 0)
      return std::stod(line.substr(6)) / 1024;
  return 0;
}

double load_average() {
  return std::stod(text_of("/proc/loadavg"));
}

// -- followers ----------------------------------------------------------------

/// One piece of text: when it came, and how far the text got with it.
struct arrival {
  double at = 0;
  double tokens = 0;
};

/// Follows some of the jobs on a socket of its own.
class follower {
public:
  follower(std::uint16_t port, std::vector<std::string> jobs,
           steady::time_point start)
    : socket_{port}, start_{start} {
    for (const auto& id : jobs)
      socket_.send({{"type", "subscribe"}, {"jobId", id}});
    thread_ = std::thread{[this] { read(); }};
  }

  void stop() {
    is_over_ = true;
    thread_.join();
    if (failure_)
      std::rethrow_exception(failure_);
  }

  std::map<std::string, std::vector<arrival>> pieces;

private:
  void read() {
    try {
      while (!is_over_)
        take(socket_.next());
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  void take(const json& frame) {
    const auto& type = frame.at("type").get_ref<const std::string&>();
    if (type == "batch")
      for (const auto& item : frame.at("items"))
        take(item);
    if (type != "delta")
      return;
    auto end = frame.at("offset").get<double>()
               + double(frame.at("text").get_ref<const std::string&>().size());
    std::chrono::duration<double> at = steady::now() - start_;
    pieces[frame.at("jobId").get<std::string>()].push_back(
      {at.count(), end / bytes_per_token});
  }

  ws_client socket_;
  steady::time_point start_;
  std::thread thread_;
  std::atomic<bool> is_over_ = false;
  /// Why it reads no more; reported by `stop`.
  std::exception_ptr failure_;
};

/// In milliseconds, those that came between two moments, in order.
std::vector<double> delays_of(const std::vector<std::unique_ptr<follower>>& all,
                              double from, double until) {
  std::vector<double> result;
  for (const auto& one : all)
    for (const auto& [id, pieces] : one->pieces) {
      auto lag = [](const arrival& piece) {
        return piece.at - piece.tokens / tokens_per_second;
      };
      double quickest = lag(pieces.front());
      for (const auto& piece : pieces)
        quickest = std::min(quickest, lag(piece));
      for (const auto& piece : pieces)
        if (piece.at >= from && piece.at < until)
          result.push_back(1000 * (lag(piece) - quickest));
    }
  std::sort(result.begin(), result.end());
  return result;
}

// -- the run ------------------------------------------------------------------

void await_streams(const sim_process& sim, std::size_t count) {
  http_client http{sim.port()};
  auto until = steady::now() + std::chrono::minutes{2};
  while (http.get("/sim/stats").json().at("active") < count) {
    if (steady::now() > until)
      throw std::runtime_error{"so many streams do not begin"};
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

json measure(const options& options) {
  auto count = std::to_string(options.streams);
  rehearsal world{{"provider.max_concurrency=" + count,
                   "ws.messages_per_second=10000", "ws.outbox_frames=100000",
                   "ws.outbox_bytes=67108864"},
                  server_process::quiet,
                  {"--profile", "instant"}};
  world.sim.plan({{"background", "slow:tps=50"}});
  auto idle_memory = memory_mb(world.server.pid());
  auto start = steady::now();
  auto passed = [&] {
    return std::chrono::duration<double>(steady::now() - start).count();
  };
  std::vector<std::string> jobs;
  for (std::size_t i = 0; i < options.streams; ++i)
    jobs.push_back(world.submit("Company " + std::to_string(i)));
  std::vector<std::unique_ptr<follower>> followers;
  for (std::size_t i = 0; i < options.followed; i += jobs_per_socket) {
    auto end = std::min(i + jobs_per_socket, options.followed);
    std::vector<std::string> share{jobs.begin() + std::ptrdiff_t(i),
                                   jobs.begin() + std::ptrdiff_t(end)};
    followers.push_back(
      std::make_unique<follower>(world.server.port(), share, start));
  }
  await_streams(world.sim, options.streams);
  std::this_thread::sleep_for(std::chrono::seconds{5});
  auto from = passed();
  auto server_cpu = cpu_seconds(world.server.pid());
  auto sim_cpu = cpu_seconds(world.sim.pid());
  std::this_thread::sleep_for(std::chrono::seconds{options.seconds});
  auto until = passed();
  server_cpu = cpu_seconds(world.server.pid()) - server_cpu;
  sim_cpu = cpu_seconds(world.sim.pid()) - sim_cpu;
  auto memory = memory_mb(world.server.pid());
  auto active = http_client{world.sim.port()}.get("/sim/stats").json();
  for (auto& one : followers)
    one->stop();
  auto delays = delays_of(followers, from, until);
  auto part = [&](double share) {
    return delays.empty()
             ? json()
             : json(delays[std::size_t(share * double(delays.size() - 1))]);
  };
  return {{"measure", "streams"},
          {"streams", options.streams},
          {"streamsAtEnd", active.at("active")},
          {"followed", options.followed},
          {"seconds", until - from},
          {"tokensPerSecond", double(options.streams) * tokens_per_second},
          {"piecesPerSecond", double(delays.size()) / (until - from)},
          {"cpuCores", server_cpu / (until - from)},
          {"simulatorCpuCores", sim_cpu / (until - from)},
          {"memoryMb", memory},
          {"idleMemoryMb", idle_memory},
          {"delayP50Ms", part(0.50)},
          {"delayP99Ms", part(0.99)},
          {"delayMaxMs", part(1.0)},
          {"loadAverage", load_average()}};
}

} // namespace

int main(int argc, char** argv) {
  // All are followed, unless fewer are asked for.
  const auto [streams, followed, seconds]
    = dossier::bench::numbers(argc, argv, 500, 1'000'000, 30);
  options options;
  options.streams = std::size_t(streams);
  options.followed = std::size_t(std::min(streams, followed));
  options.seconds = seconds;
  std::cout << measure(options) << std::endl;
}
