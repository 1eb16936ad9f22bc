#include "tools/load/app/run.hpp"

#include "tools/load/app/exit_code.hpp"
#include "tools/load/drive/auditor.hpp"
#include "tools/load/drive/disturber.hpp"
#include "tools/load/drive/submitter.hpp"
#include "tools/load/drive/watcher.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace dossier::load {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

namespace {

constexpr int auditors = 4;

/// Tells the jobs of this run from those of any other on the same server.
std::string name_of_run() {
  return "load-" + std::to_string(wall_now().time_since_epoch().count()) + "-"
         + std::to_string(::getpid());
}

std::string make_folder() {
  auto pattern
    = (std::filesystem::temp_directory_path() / "dossier-load-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    throw start_failure{"no temporary folder"};
  return pattern;
}

class load_run {
public:
  explicit load_run(const options& options)
    : all_(options, std::cerr), interrupts_(all_.loop, SIGINT, SIGTERM),
      data_(options.server.empty() || !options.data.empty() ? options.data
                                                            : make_folder()) {
    all_.run = name_of_run();
    if (!options.server.empty())
      server_.emplace(all_.loop, all_.wanted, data_);
  }

  int execute() {
    interrupts_.async_wait([this](const auto& ec, int) {
      if (!ec)
        end(exit_interrupted);
    });
    asio::co_spawn(all_.loop, drive(), [this](std::exception_ptr failed) {
      if (failed)
        end_with(failed);
    });
    all_.loop.run();
    print_summary();
    if (data_ != all_.wanted.data && all_.faults.count() == 0) {
      server_.reset();
      std::filesystem::remove_all(data_);
    }
    return code_;
  }

private:
  asio::awaitable<void> drive() {
    co_await find_server();
    auto reply
      = co_await all_.calls.get("/api/pipelines/" + all_.wanted.report_type);
    if (reply.answer.status != 200)
      throw start_failure{"no report type " + all_.wanted.report_type};
    all_.shape = read_graph(reply.body());
    begun_ = steady::now();
    spawn_clients();
    co_await await_end();
    if (!is_stuck_)
      co_await audit_everything(all_);
    co_await part();
    end(all_.faults.count() == 0 ? exit_ok : exit_violation);
  }

  asio::awaitable<void> find_server() {
    if (server_) {
      co_await start_server(all_, *server_, "firstStartMs");
    } else {
      all_.server = net::parse_address(all_.wanted.url).value();
      all_.calls.move_to(all_.server);
      all_.is_server_up = true;
    }
  }

  void spawn(asio::awaitable<void> task) {
    asio::co_spawn(all_.loop, std::move(task), or_report(all_));
  }

  void spawn_clients() {
    spawn(submit_jobs(all_));
    if (server_)
      spawn(stop_and_start(all_, *server_));
    spawn(follow_feed(all_));
    spawn(patrol(all_));
    for (int i = 0; i < auditors; ++i)
      spawn(audit_jobs(all_));
    for (int i = 0; i < all_.wanted.watchers; ++i)
      spawn(watch_jobs(all_));
    for (int i = 0; i < all_.wanted.slow_readers; ++i)
      spawn(read_slowly(all_));
  }

  bool has_ended() const {
    auto stops = all_.numbers.counted("kills") + all_.numbers.counted("terms");
    return !all_.is_submitting && all_.open_jobs == 0
           && all_.unanswered_submits == 0 && all_.is_server_up
           && stops == all_.wanted.kills + all_.wanted.terms;
  }

  /// Looks once a second, so that a run in which nothing moves ends too.
  asio::awaitable<void> await_end() {
    while (!has_ended() && !is_stuck_) {
      co_await pause(1s);
      print_progress();
      if (steady::now() - all_.last_change <= all_.wanted.patience)
        continue;
      is_stuck_ = true;
      all_.faults.add("G1", {},
                      "nothing got on any more, with "
                        + std::to_string(all_.open_jobs) + " jobs open");
    }
  }

  /// The server started here ends as it should, too.
  asio::awaitable<void> part() {
    all_.is_over = true;
    if (!server_)
      co_return;
    auto code = co_await server_->stop(SIGTERM);
    if (code != 0)
      all_.faults.add("G14", {}, "SIGTERM ended in " + std::to_string(code));
  }

  void end(int code) {
    code_ = code;
    all_.loop.stop();
  }

  void end_with(std::exception_ptr failed) {
    try {
      std::rethrow_exception(failed);
    } catch (const start_failure& reason) {
      std::cerr << "dossier-load: " << reason.what() << '\n';
      end(exit_unreachable);
    } catch (const unanswered& reason) {
      std::cerr << "dossier-load: " << reason.what() << '\n';
      end(exit_unreachable);
    } catch (const std::exception& reason) {
      all_.faults.add("API", {}, reason.what());
      end(exit_violation);
    }
  }

  void print_progress() const {
    if (all_.wanted.is_quiet)
      return;
    const auto& numbers = all_.numbers;
    std::cerr << int(seconds()) << " s: " << all_.jobs.size()
              << " acknowledged, " << all_.open_jobs << " open, "
              << all_.unanswered_submits << " unanswered, "
              << numbers.counted("kills") + numbers.counted("terms")
              << " restarts, " << numbers.counted("connections")
              << " connections, " << numbers.counted("events") << " events, "
              << all_.faults.count() << " violations" << std::endl;
  }

  void print_summary() const {
    const auto& options = all_.wanted;
    json line{{"program", "dossier-load"},
              {"seed", options.seed},
              {"reportType", options.report_type},
              {"rate", options.rate},
              {"watchers", options.watchers},
              {"slowReaders", options.slow_readers},
              {"acknowledged", all_.jobs.size()},
              {"seconds", std::round(seconds() * 10) / 10},
              {"loadAverage", load_average()},
              {"figures", all_.numbers.show()},
              {"violations", all_.faults.show()}};
    std::cout << line << std::endl;
  }

  double seconds() const {
    return std::chrono::duration<double>(steady::now() - begun_).count();
  }

  world all_;
  asio::signal_set interrupts_;
  std::string data_;
  std::optional<server_process> server_;
  steady::time_point begun_ = steady::now();
  bool is_stuck_ = false;
  int code_ = exit_ok;
};

} // namespace

int run(const options& options) {
  return load_run{options}.execute();
}

} // namespace dossier::load
