#include "tools/load/app/command_line.hpp"

#include "tools/arguments/arguments.hpp"
#include "tools/load/app/exit_code.hpp"
#include "tools/net/url.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace dossier::load {

namespace {

void add_server(CLI::App& app, options& options) {
  auto* url = app.add_option("--url", options.url, "A server that runs");
  auto* server = app.add_option("--server", options.server,
                                "dossierd, to start on a data folder here");
  url->excludes(server);
  app
    .add_option("--data", options.data,
                "Data folder (default: a temporary one)")
    ->needs(server);
  app.add_option("--set", options.settings, "key=value for the server")
    ->needs(server)
    ->expected(1)
    ->take_all();
  app.add_option("--token", options.token, "API token")
    ->envname("DOSSIER_TOKEN");
}

void add_load(CLI::App& app, options& options) {
  app.add_option("--report-type", options.report_type, "What is researched")
    ->capture_default_str();
  app.add_option("--jobs", options.jobs, "Submit so many")
    ->check(CLI::Range(0, 10'000'000));
  app.add_option("--seconds", options.seconds, "Submit for so long")
    ->check(CLI::Range(0, 1'000'000));
  app.add_option("--rate", options.rate, "Submits a second")
    ->check(CLI::Range(0.0, 100'000.0));
  app
    .add_option("--in-flight", options.in_flight,
                "Without a rate: keep so many jobs open")
    ->capture_default_str()
    ->check(CLI::Range(1, 100'000));
}

void add_company(CLI::App& app, options& options) {
  auto share = CLI::Range(0.0, 1.0);
  app.add_option("--watchers", options.watchers, "Clients that come and go")
    ->capture_default_str()
    ->check(CLI::Range(0, 10'000));
  app
    .add_option("--slow-readers", options.slow_readers,
                "Clients that stop reading")
    ->check(CLI::Range(0, 10'000));
  app.add_option("--reruns", options.reruns, "Share of ended jobs to rerun")
    ->check(share);
  app.add_option("--cancels", options.cancels, "Share of jobs to cancel")
    ->check(share);
  app
    .add_option("--repeats", options.repeats,
                "Share of submits repeated after their answer")
    ->capture_default_str()
    ->check(share);
}

void add_disturbance(CLI::App& app, options& options) {
  app.add_option("--kill", options.kills, "kill -9 the server so many times")
    ->check(CLI::Range(0, 100'000));
  app.add_option("--term", options.terms, "SIGTERM it so many times")
    ->check(CLI::Range(0, 100'000));
  app
    .add_option_function<int>(
      "--least-pause-ms",
      [&](int span) { options.least_pause = milliseconds{span}; },
      "Between two of them, at least (500)")
    ->check(CLI::Range(1, 3'600'000));
  app
    .add_option_function<int>(
      "--longest-pause-ms",
      [&](int span) { options.longest_pause = milliseconds{span}; },
      "and at most (4000)")
    ->check(CLI::Range(1, 3'600'000));
  app
    .add_option_function<int>(
      "--drain-timeout-ms",
      [&](int span) { options.drain_timeout = milliseconds{span}; },
      "What the server gets as server.drain_timeout_ms (5000)")
    ->check(CLI::Range(0, 3'600'000));
  app
    .add_option_function<int>(
      "--patience-s",
      [&](int span) { options.patience = std::chrono::seconds{span}; },
      "How long nothing may get on (60)")
    ->check(CLI::Range(1, 86'400));
  app.add_option("--seed", options.seed, "Of all that is drawn")
    ->capture_default_str();
  app.add_flag("--quiet", options.is_quiet, "No progress on stderr");
}

/// A folder may be entered, but not run.
bool is_program(const std::string& file) {
  std::error_code unseen;
  return std::filesystem::is_regular_file(file, unseen)
         && ::access(file.c_str(), X_OK) == 0;
}

/// What CLI11 cannot say about one option alone; empty when all is well.
std::string fault_of(const options& options) {
  if (options.url.empty() == options.server.empty())
    return "give either --url or --server";
  if (!options.url.empty() && !net::parse_address(options.url))
    return "--url must read http://host[:port][/prefix]";
  if (!options.server.empty() && !is_program(options.server))
    return "--server must name a program: " + options.server;
  if (!net::is_visible(options.token))
    return "--token or DOSSIER_TOKEN has spaces or other invisible characters";
  if (options.kills + options.terms > 0 && options.server.empty())
    return "only a server started here (--server) can be stopped";
  if (options.jobs == 0 && options.seconds == 0
      && options.kills + options.terms == 0)
    return "say when to end: --jobs, --seconds, --kill or --term";
  if (options.least_pause > options.longest_pause)
    return "--least-pause-ms is above --longest-pause-ms";
  return {};
}

} // namespace

std::variant<options, int> parse_command_line(int argc, char** argv) {
  CLI::App app{"Drives a Dossier server with many jobs and clients at once, "
               "and checks what it promises."};
  options wanted;
  add_server(app, wanted);
  add_load(app, wanted);
  add_company(app, wanted);
  add_disturbance(app, wanted);
  try {
    arguments::parse(app, argc, argv);
  } catch (const CLI::ParseError& reason) {
    return app.exit(reason) == 0 ? exit_ok : exit_usage;
  }
  if (auto fault = fault_of(wanted); !fault.empty()) {
    std::cerr << "dossier-load: " << fault << '\n';
    return exit_usage;
  }
  return wanted;
}

} // namespace dossier::load
