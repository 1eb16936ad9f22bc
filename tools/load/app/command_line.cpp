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

void add_server(CLI::App& app, options& what) {
  auto* url = app.add_option("--url", what.url, "A server that runs");
  auto* server = app.add_option("--server", what.server,
                                "dossierd, to start on a data folder here");
  url->excludes(server);
  app.add_option("--data", what.data, "Data folder (default: a temporary one)")
    ->needs(server);
  app.add_option("--set", what.settings, "key=value for the server")
    ->needs(server)
    ->expected(1)
    ->take_all();
  app.add_option("--token", what.token, "API token")->envname("DOSSIER_TOKEN");
}

void add_load(CLI::App& app, options& what) {
  app.add_option("--report-type", what.report_type, "What is researched")
    ->capture_default_str();
  app.add_option("--jobs", what.jobs, "Submit so many")
    ->check(CLI::Range(0, 10'000'000));
  app.add_option("--seconds", what.seconds, "Submit for so long")
    ->check(CLI::Range(0, 1'000'000));
  app.add_option("--rate", what.rate, "Submits a second")
    ->check(CLI::Range(0.0, 100'000.0));
  app
    .add_option("--in-flight", what.in_flight,
                "Without a rate: keep so many jobs open")
    ->capture_default_str()
    ->check(CLI::Range(1, 100'000));
}

void add_company(CLI::App& app, options& what) {
  auto share = CLI::Range(0.0, 1.0);
  app.add_option("--watchers", what.watchers, "Clients that come and go")
    ->capture_default_str()
    ->check(CLI::Range(0, 10'000));
  app
    .add_option("--slow-readers", what.slow_readers,
                "Clients that stop reading")
    ->check(CLI::Range(0, 10'000));
  app.add_option("--reruns", what.reruns, "Share of ended jobs to rerun")
    ->check(share);
  app.add_option("--cancels", what.cancels, "Share of jobs to cancel")
    ->check(share);
  app
    .add_option("--repeats", what.repeats,
                "Share of submits repeated after their answer")
    ->capture_default_str()
    ->check(share);
}

void add_disturbance(CLI::App& app, options& what) {
  app.add_option("--kill", what.kills, "kill -9 the server so many times")
    ->check(CLI::Range(0, 100'000));
  app.add_option("--term", what.terms, "SIGTERM it so many times")
    ->check(CLI::Range(0, 100'000));
  app
    .add_option_function<int>(
      "--least-pause-ms",
      [&](int span) { what.least_pause = milliseconds{span}; },
      "Between two of them, at least (500)")
    ->check(CLI::Range(1, 3'600'000));
  app
    .add_option_function<int>(
      "--longest-pause-ms",
      [&](int span) { what.longest_pause = milliseconds{span}; },
      "and at most (4000)")
    ->check(CLI::Range(1, 3'600'000));
  app
    .add_option_function<int>(
      "--drain-timeout-ms",
      [&](int span) { what.drain_timeout = milliseconds{span}; },
      "What the server gets as server.drain_timeout_ms (5000)")
    ->check(CLI::Range(0, 3'600'000));
  app
    .add_option_function<int>(
      "--patience-s",
      [&](int span) { what.patience = std::chrono::seconds{span}; },
      "How long nothing may get on (60)")
    ->check(CLI::Range(1, 86'400));
  app.add_option("--seed", what.seed, "Of all that is drawn")
    ->capture_default_str();
  app.add_flag("--quiet", what.is_quiet, "No progress on stderr");
}

/// A folder may be entered, but not run.
bool is_program(const std::string& file) {
  std::error_code unseen;
  return std::filesystem::is_regular_file(file, unseen)
         && ::access(file.c_str(), X_OK) == 0;
}

/// What CLI11 cannot say about one option alone; empty when all is well.
std::string fault_of(const options& what) {
  if (what.url.empty() == what.server.empty())
    return "give either --url or --server";
  if (!what.url.empty() && !net::parse_address(what.url))
    return "--url must read http://host[:port][/prefix]";
  if (!what.server.empty() && !is_program(what.server))
    return "--server must name a program: " + what.server;
  if (!net::is_visible(what.token))
    return "--token or DOSSIER_TOKEN has spaces or other invisible characters";
  if (what.kills + what.terms > 0 && what.server.empty())
    return "only a server started here (--server) can be stopped";
  if (what.jobs == 0 && what.seconds == 0 && what.kills + what.terms == 0)
    return "say when to end: --jobs, --seconds, --kill or --term";
  if (what.least_pause > what.longest_pause)
    return "--least-pause-ms is above --longest-pause-ms";
  return {};
}

} // namespace

std::variant<options, int> parse_command_line(int argc, char** argv) {
  CLI::App app{"Drives a Dossier server with many jobs and clients at once, "
               "and checks what it promises."};
  options what;
  add_server(app, what);
  add_load(app, what);
  add_company(app, what);
  add_disturbance(app, what);
  try {
    arguments::parse(app, argc, argv);
  } catch (const CLI::ParseError& reason) {
    return app.exit(reason) == 0 ? exit_ok : exit_usage;
  }
  if (auto fault = fault_of(what); !fault.empty()) {
    std::cerr << "dossier-load: " << fault << '\n';
    return exit_usage;
  }
  return what;
}

} // namespace dossier::load
